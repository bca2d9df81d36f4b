package dev.quaygate.acme;

import dev.quaygate.acme.issue.Issuer;
import dev.quaygate.acme.issue.OrderSlot;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a decision has to know beside its own set. */
interface Outlook {
    /** How long a certificate is kept that no policy wants. */
    Duration keepUnused();

    /** When the next renewal is allowed; null if one is now, as with a clock that is believed. */
    @Nullable Instant heldUntil();

    /** The time by which something may be ended for good. */
    Instant cautious(Instant now);

    /** What is known of an issuer. */
    IssuerHealth.View health(String issuer);

    /** When the budget allows an order; open at once for one that is placed already. */
    OrderSlot slot(
            SetState state,
            CertificatePolicy policy,
            Issuer.Acme issuer,
            RenewalReason reason,
            Instant now);
}
