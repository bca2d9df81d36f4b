package dev.quaygate.app.config.settings;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a route's {@code certificate:} says differently for its names. Null or empty: as for all.
 */
public record CertificateOverrides(
        List<IssuerSettings> issuers,
        @Nullable String profile,
        List<KeyType> keyTypes,
        List<ChallengeKind> challenges,
        @Nullable String preferredChain) {
    public static final CertificateOverrides NONE =
            new CertificateOverrides(List.of(), null, List.of(), List.of(), null);

    public CertificateOverrides {
        issuers = List.copyOf(issuers);
        keyTypes = List.copyOf(keyTypes);
        challenges = List.copyOf(challenges);
    }
}
