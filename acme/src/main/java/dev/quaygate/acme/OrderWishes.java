package dev.quaygate.acme;

import dev.quaygate.acme.client.CertId;
import dev.quaygate.acme.issue.Issuer;
import dev.quaygate.acme.issue.OrderWish;
import dev.quaygate.acme.issue.OrderWish.Charge;
import dev.quaygate.acme.issue.OrderWish.Priority;
import dev.quaygate.acme.issue.OrderWish.Rank;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What an order of a set would be: whom it follows, what it counts for, how urgent it is. Pure. */
final class OrderWishes {
    private OrderWishes() {}

    /**
     * The certificate that an order at this issuer would replace (RFC 9773 §5): the set's own, or
     * that of a set it takes over from; only where that one came from.
     */
    static Optional<CertId> replaces(
            SetState state, Optional<StoredCertificate> predecessor, Issuer.Acme issuer) {
        @Nullable StoredCertificate own = state.certificate();
        return Optional.ofNullable(own)
                .or(() -> predecessor)
                .filter(before -> before.meta().ca().equals(Accounts.ca(issuer)))
                .flatMap(before -> CertId.of(before.key().leaf()))
                .filter(id -> !id.value().equals(state.attempts().replaced()));
    }

    /**
     * The order as its budget sees it.
     *
     * @param replaces whether it names a certificate it replaces
     * @param missing rank while there is no certificate
     */
    static OrderWish of(
            String set,
            SetState state,
            CertificatePolicy policy,
            Issuer.Acme issuer,
            RenewalReason reason,
            boolean replaces,
            Rank missing,
            Instant now) {
        return new OrderWish(
                set,
                Accounts.ca(issuer),
                Accounts.account(issuer),
                issuer.facts(),
                policy.names(),
                charge(state, issuer, replaces),
                priority(state, reason, missing, now));
    }

    private static Charge charge(SetState state, Issuer.Acme issuer, boolean replaces) {
        StoredCertificate own = state.certificate();
        boolean renewal = own != null && own.meta().ca().equals(Accounts.ca(issuer));
        return replaces ? Charge.NOTHING : renewal ? Charge.SET : Charge.ALL;
    }

    /** Its place among others. */
    static Priority priority(SetState state, RenewalReason reason, Rank missing, Instant now) {
        StoredCertificate own = state.certificate();
        // In steps, so that places in the queue do not change with every look.
        double left = own == null ? 0 : Math.round(own.life().left(now) * 50) / 50.0;
        return new Priority(
                switch (reason) {
                    case REVOKED, IMMINENT, EMERGENCY -> Rank.URGENT;
                    case MISSING, DAMAGED -> missing;
                    case ASKED, POLICY, ARI, LIFE -> own == null ? missing : Rank.DUE;
                },
                left);
    }
}
