package dev.quaygate.acme;

import dev.quaygate.acme.issue.Issuer;
import dev.quaygate.acme.issue.OrderSlot;
import dev.quaygate.acme.issue.OrderWish;
import dev.quaygate.acme.issue.OrderWish.Rank;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The outlook of one set, from what its manager knows. Any thread. */
record SetOutlook(String set, ManagerContext context) implements Outlook {
    @Override
    public Duration keepUnused() {
        return context.settings().keepUnused();
    }

    @Override
    public @Nullable Instant heldUntil() {
        return context.clock().heldUntil();
    }

    @Override
    public Instant cautious(Instant now) {
        return context.clock().cautious(now);
    }

    @Override
    public IssuerHealth.View health(String issuer) {
        return context.health(issuer).view();
    }

    @Override
    public OrderSlot slot(
            SetState state,
            CertificatePolicy policy,
            Issuer.Acme issuer,
            RenewalReason reason,
            Instant now) {
        if (Accounts.ca(issuer).equals(state.placed())) {
            return OrderSlot.free(now);
        }
        OrderWish wish = wish(state, policy, issuer, reason, now);
        return state.force()
                ? context.budget().forced(wish, now)
                : context.budget().slot(wish, now);
    }

    /** The order as its budget sees it. */
    OrderWish wish(
            SetState state,
            CertificatePolicy policy,
            Issuer.Acme issuer,
            RenewalReason reason,
            Instant now) {
        boolean replaces =
                OrderWishes.replaces(state, context.predecessor(policy), issuer).isPresent();
        Rank missing = context.demand().rank(set, policy.names());
        return OrderWishes.of(set, state, policy, issuer, reason, replaces, missing, now);
    }
}
