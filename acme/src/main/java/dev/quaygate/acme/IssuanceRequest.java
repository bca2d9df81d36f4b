package dev.quaygate.acme;

import dev.quaygate.acme.client.CertId;
import dev.quaygate.acme.client.CertifiedKey;
import dev.quaygate.acme.issue.ChallengeType;
import dev.quaygate.acme.issue.Issuer;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One wish for a certificate.
 *
 * @param challenges types in the order in which they are tried
 * @param replaces certificate that this one follows at the same authority, null for none
 * @param oldKey key to use again, null for a fresh one
 * @param step hears the step it is in
 * @param admission asked before each order
 */
record IssuanceRequest(
        CertificatePolicy policy,
        Issuer.Acme issuer,
        RenewalReason why,
        List<ChallengeType> challenges,
        @Nullable CertId replaces,
        @Nullable CertifiedKey oldKey,
        Consumer<String> step,
        Admission admission) {
    IssuanceRequest {
        challenges = List.copyOf(challenges);
    }
}
