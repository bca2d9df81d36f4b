package dev.quaygate.acme;

import org.jspecify.annotations.Nullable;

/**
 * What a renewal decision depends on, besides the time.
 *
 * @param set name of the set; spreads renewals of many sets
 * @param life usable life of the certificate
 * @param rule what the operator wants
 * @param ari renewal information of this very certificate, null if it was never asked for
 * @param revoked true if it is certainly revoked, because we did it
 * @param asked true if a person asked for a renewal
 * @param replacedRevoked true if this certificate itself was ordered because its predecessor was
 *     revoked; the pause after an issuance then holds even if the authority speaks of a revocation
 *     again
 */
record RenewalFacts(
        String set,
        Life life,
        RenewalRule rule,
        @Nullable AriRecord ari,
        boolean revoked,
        boolean asked,
        boolean replacedRevoked) {}
