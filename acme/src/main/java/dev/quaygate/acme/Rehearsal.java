package dev.quaygate.acme;

import dev.quaygate.acme.TimelineEntry.Kind;
import dev.quaygate.acme.client.AcmeAccount;
import dev.quaygate.acme.client.AcmeDirectory;
import dev.quaygate.acme.client.AcmeFailure;
import dev.quaygate.acme.client.AcmeOrder;
import dev.quaygate.acme.client.AcmeStatus;
import dev.quaygate.acme.client.OrderRequest;
import dev.quaygate.acme.issue.ChallengeType;
import dev.quaygate.acme.issue.IssueFailure;
import dev.quaygate.acme.issue.Issuer;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/**
 * Proves control over the names at the place an authority has for tests, and gets no certificate: a
 * fault that is still there must not use up what the authority allows.
 */
final class Rehearsal {
    private final IssuanceTools tools;
    private final Issuer.Acme twin;
    private final Authorizations authorizations;

    /** Takes the tools of the twin, not those of the authority itself. */
    Rehearsal(IssuanceTools tools, Issuer.Acme twin) {
        this.tools = tools;
        this.twin = twin;
        this.authorizations = new Authorizations(tools);
    }

    /** The place for tests of an issuer that has one. */
    static Issuer.Acme twin(Issuer.Acme issuer, URI staging) {
        return new Issuer.Acme(
                issuer.id() + "-staging", staging, issuer.email(), null, issuer.caRoot(), null);
    }

    /**
     * Returns when the twin has found every proof.
     *
     * @throws IssueFailed if it has not, or cannot be asked
     */
    void run(List<String> names, List<ChallengeType> challenges)
            throws IssueFailed, InterruptedException {
        try {
            AcmeDirectory _ = tools.client().directory();
            AcmeAccount account = tools.accounts().of(twin, tools.client());
            AcmeOrder order = freshOrder(account, names);
            try {
                authorizations.prove(account, order, challenges);
            } finally {
                giveUp(account, order, List.of(AcmeStatus.PENDING, AcmeStatus.VALID));
            }
        } catch (AcmeFailure e) {
            throw new IssueFailed(rehearsed(IssueFailure.of(e)));
        } catch (IssueFailed e) {
            throw new IssueFailed(rehearsed(e.failure()));
        }
        tools.timeline().add(Kind.CHALLENGE_VALID, twin.id() + ": the rehearsal has passed");
    }

    /** A proof of an earlier day says nothing about today. */
    private AcmeOrder freshOrder(AcmeAccount account, List<String> names)
            throws AcmeFailure, InterruptedException {
        var wish = new OrderRequest(names, null, null, null);
        AcmeOrder order = tools.client().newOrder(account, wish);
        boolean stale = giveUp(account, order, List.of(AcmeStatus.VALID));
        return stale ? tools.client().newOrder(account, wish) : order;
    }

    private boolean giveUp(AcmeAccount account, AcmeOrder order, List<AcmeStatus> which)
            throws InterruptedException {
        List<URI> given = new ArrayList<>();
        for (URI url : order.authorizations()) {
            try {
                if (which.contains(tools.client().getAuthorization(account, url).status())) {
                    tools.client().deactivateAuthorization(account, url);
                    given.add(url);
                }
            } catch (AcmeFailure e) {
                return !given.isEmpty(); // they expire by themselves
            }
        }
        return !given.isEmpty();
    }

    private IssueFailure rehearsed(IssueFailure failure) {
        return switch (failure) {
            case IssueFailure.NotValidated(String what, var problem) ->
                    new IssueFailure.NotValidated(
                            "rehearsal at " + twin.id() + ": " + what, problem);
            case IssueFailure.Unreachable(String what, var retryAfter) ->
                    new IssueFailure.Unreachable(
                            "rehearsal at " + twin.id() + ": " + what, retryAfter);
            case IssueFailure.Refused(String code, String what, var problem) ->
                    new IssueFailure.Refused(
                            code, "rehearsal at " + twin.id() + ": " + what, problem);
            case IssueFailure.NotPresented _,
                    IssueFailure.RateLimited _,
                    IssueFailure.AccountBlocked _,
                    IssueFailure.StoreUnwritable _ ->
                    failure;
        };
    }
}
