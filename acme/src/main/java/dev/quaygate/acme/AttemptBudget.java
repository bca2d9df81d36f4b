package dev.quaygate.acme;

import dev.quaygate.acme.client.AcmeProblem;
import dev.quaygate.acme.client.CertId;
import dev.quaygate.acme.issue.FailureKind;
import dev.quaygate.acme.issue.IssueFailure;
import dev.quaygate.acme.issue.Issuer;
import dev.quaygate.acme.issue.OrderSlot;
import dev.quaygate.acme.issue.OrderWish;
import java.time.Instant;
import java.util.List;

/** What one attempt takes from the budget, and what its end means for it. One thread. */
final class AttemptBudget implements Admission {
    private final NameSet set;
    private final ManagerContext context;
    private final SetDecision.Attempt decision;
    private final Issuer.Acme issuer;

    AttemptBudget(
            NameSet set, ManagerContext context, SetDecision.Attempt decision, Issuer.Acme issuer) {
        this.set = set;
        this.context = context;
        this.decision = decision;
        this.issuer = issuer;
    }

    @Override
    public void order() throws OrderDeferred {
        Instant now = clock();
        OrderSlot slot = context.budget().take(wish(), set.state().force(), now);
        if (!slot.isOpen(now)) {
            throw new OrderDeferred(slot.why()); // another set was faster since the decision
        }
    }

    @Override
    public void orderWithout(CertId replaced) throws OrderDeferred {
        set.remember(attempts -> attempts.withReplaced(replaced.value()));
        order();
    }

    /**
     * Counts a failure.
     *
     * @param rejected names whose proof the authority rejected
     */
    void failed(IssueFailure failure, List<String> rejected) {
        Instant now = clock();
        OrderWish wish = wish();
        switch (failure) {
            case IssueFailure.NotValidated _ -> context.budget().failed(wish, rejected, now);
            case IssueFailure.RateLimited(AcmeProblem problem, Instant retryAt) -> {
                Instant until =
                        retryAt == null
                                ? null
                                : RetrySchedule.next(
                                        FailureKind.RATE_LIMITED, 1, now, null, retryAt, 0);
                context.budget().refused(wish, Diagnosis.limit(problem), until, now);
            }
            case IssueFailure.Unreachable _,
                    IssueFailure.NotPresented _,
                    IssueFailure.Refused _,
                    IssueFailure.AccountBlocked _,
                    IssueFailure.StoreUnwritable _ -> {}
        }
    }

    /** The order came to nothing: authorities count certificates, not wishes for them. */
    void noCertificate() {
        context.budget().noCertificate(wish(), clock());
    }

    private OrderWish wish() {
        return new SetOutlook(set.id(), context)
                .wish(set.state(), decision.policy(), issuer, decision.reason(), clock());
    }

    private Instant clock() {
        return context.environment().clock().instant();
    }
}
