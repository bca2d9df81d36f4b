package dev.quaygate.proxy.relay;

import org.jspecify.annotations.Nullable;

/** Pending http-01 answers (RFC 8555 §8.3). Read on event loops, changed by any thread. */
public interface ChallengeAnswers {
    /** The key authorization for {@code token}, or null if the token is not ours. */
    @Nullable String keyAuthorization(String token);

    /**
     * Whether tokens that are not ours are routed like any other path instead of being answered
     * 404.
     */
    boolean routeUnknown();
}
