package dev.quaygate.acme;

import dev.quaygate.acme.client.KeyType;
import dev.quaygate.acme.issue.ChallengeType;
import dev.quaygate.acme.issue.Issuer;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What is wanted for one set of names, which share one certificate. A value that exists is valid.
 *
 * @param names DNS names (lower case, A-labels) and IP addresses; at least one, no duplicates; the
 *     first names the set
 * @param issuers asked in this order, at least one
 * @param profile name of a certificate profile, null to let the directory decide: {@code tlsserver}
 *     if offered and at most 25 names, {@code shortlived} for IP addresses, else the authority's
 *     default
 * @param keyType kind of key
 * @param reuseKey keep the key at renewal; never after a revocation
 * @param challenges in order of preference, at least one
 * @param renew when to renew
 * @param preferredChain common name of the wanted root, null for the chain as received
 */
public record CertificatePolicy(
        List<String> names,
        List<Issuer> issuers,
        @Nullable String profile,
        KeyType keyType,
        boolean reuseKey,
        List<ChallengeType> challenges,
        RenewalRule renew,
        @Nullable String preferredChain) {

    private static final int LONGEST_NAME = 253;

    public CertificatePolicy {
        names = List.copyOf(names);
        issuers = List.copyOf(issuers);
        challenges = List.copyOf(challenges);
        require(!names.isEmpty(), "names", "at least one name is needed");
        require(new HashSet<>(names).size() == names.size(), "names", names + " names one twice");
        names.forEach(CertificatePolicy::requireName);
        require(!issuers.isEmpty(), "issuers", "at least one issuer is needed");
        require(
                issuers.stream().map(Issuer::id).distinct().count() == issuers.size(),
                "issuers",
                issuers.stream().map(Issuer::id).toList() + " names one twice");
        require(!challenges.isEmpty(), "challenges", "at least one challenge type is needed");
    }

    /**
     * The defaults for these names: P-256, fresh keys, tls-alpn-01 before http-01, renewal as the
     * authority says.
     */
    public static CertificatePolicy of(List<String> names, List<Issuer> issuers) {
        return new CertificatePolicy(
                names,
                issuers,
                null,
                KeyType.P256,
                false,
                List.of(ChallengeType.TLS_ALPN_01, ChallengeType.HTTP_01),
                new RenewalRule.Auto(),
                null);
    }

    /** The same from one issuer alone. */
    CertificatePolicy withIssuer(Issuer issuer) {
        return new CertificatePolicy(
                names,
                List.of(issuer),
                profile,
                keyType,
                reuseKey,
                challenges,
                renew,
                preferredChain);
    }

    /** Stable name of the set: first name and a hash of all names and the key type. */
    public String id() {
        return SetId.of(names, keyType);
    }

    private static void requireName(String name) {
        require(
                !name.isBlank() && name.length() <= LONGEST_NAME,
                "names",
                "'" + name + "' is empty or too long");
        require(
                name.equals(name.toLowerCase(Locale.ROOT)),
                "names",
                "'" + name + "' must be in lower case");
        require(
                name.matches("(\\*\\.)?[a-z0-9_:.-]+") && !name.endsWith("."),
                "names",
                "'" + name + "' is neither a host name nor an IP address");
    }

    private static void require(boolean holds, String field, String message) {
        if (!holds) {
            throw new IllegalArgumentException(field + ": " + message);
        }
    }
}
