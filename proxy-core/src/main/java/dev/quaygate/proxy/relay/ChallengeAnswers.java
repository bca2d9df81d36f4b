package dev.quaygate.proxy.relay;

import java.util.function.Consumer;
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

    /**
     * Asks other nodes for a token that is not known here. Returns at once; {@code answer} gets the
     * key authorization or null on some other thread, within a second or so.
     *
     * @return false if there is nobody to ask; {@code answer} is not called then
     */
    boolean seek(String token, Consumer<@Nullable String> answer);
}
