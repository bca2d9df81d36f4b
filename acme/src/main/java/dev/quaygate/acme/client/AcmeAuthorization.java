package dev.quaygate.acme.client;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The proof of control over one name (RFC 8555 §7.1.4).
 *
 * @param url its address
 * @param name the DNS name without {@code *.}, or the IP address
 * @param wildcard whether it is for the wildcard of the name
 * @param status pending, valid, invalid, deactivated, expired or revoked
 * @param expires until when it can be used, null when not said
 * @param challenges the offered ways, of which one is enough
 * @param retryAfter when to ask again, null when the authority did not say
 */
public record AcmeAuthorization(
        URI url,
        String name,
        boolean wildcard,
        AcmeStatus status,
        @Nullable Instant expires,
        List<OfferedChallenge> challenges,
        @Nullable Instant retryAfter) {

    /**
     * One offered way to prove control. Its text form leaves out token and key authorization.
     *
     * @param url its address, to be triggered
     * @param type for instance {@code http-01}
     * @param status pending, processing, valid or invalid
     * @param token random part, null for types without one
     * @param keyAuthorization token and key thumbprint (RFC 8555 §8.1), null for types without
     *     token
     * @param error why it became invalid, null otherwise
     * @param issuerNames names of the authority for dns-persist-01, empty for other types
     */
    public record OfferedChallenge(
            URI url,
            String type,
            AcmeStatus status,
            @Nullable String token,
            @Nullable String keyAuthorization,
            @Nullable AcmeProblem error,
            List<String> issuerNames) {
        public OfferedChallenge {
            issuerNames = List.copyOf(issuerNames);
        }

        /** For types without names of the authority. */
        public OfferedChallenge(
                URI url,
                String type,
                AcmeStatus status,
                @Nullable String token,
                @Nullable String keyAuthorization,
                @Nullable AcmeProblem error) {
            this(url, type, status, token, keyAuthorization, error, List.of());
        }

        @Override
        public String toString() {
            return "OfferedChallenge[type=" + type + ", status=" + status + ", url=" + url + "]";
        }
    }

    public AcmeAuthorization {
        challenges = List.copyOf(challenges);
    }

    /** The offered challenge of a type. */
    public Optional<OfferedChallenge> challenge(String type) {
        return challenges.stream().filter(c -> c.type().equals(type)).findFirst();
    }

    /** The objection that made this authorization invalid, when a challenge names one. */
    public Optional<AcmeProblem> error() {
        return challenges.stream()
                .flatMap(c -> Optional.ofNullable(c.error()).stream())
                .findFirst();
    }
}
