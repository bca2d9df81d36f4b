package dev.quaygate.acme;

import dev.quaygate.acme.issue.Issuer;
import dev.quaygate.acme.issue.OrderSlot;
import java.time.Instant;

/** What a decision has to know beside its own set. */
interface Outlook {
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
