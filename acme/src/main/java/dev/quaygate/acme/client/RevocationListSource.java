package dev.quaygate.acme.client;

import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Gets lists of revoked certificates. Blocks; safe for any thread. */
@FunctionalInterface
public interface RevocationListSource {
    /** Has none. */
    RevocationListSource NONE = (_, _) -> Optional.empty();

    /**
     * What names a version of a list (RFC 9110 §8.8).
     *
     * @param tag value of {@code ETag}, null if there was none
     * @param modified value of {@code Last-Modified}, null if there was none
     */
    record Version(@Nullable String tag, @Nullable String modified) {
        /** Before the first answer. */
        public static final Version UNKNOWN = new Version(null, null);
    }

    /** A list in DER, not looked at yet, and what to ask with next time. */
    record Answer(byte[] der, Version version) {}

    /**
     * Asks for a list.
     *
     * @param known version that is known already
     * @return empty if the list has not changed
     * @throws IOException if there is no answer, or one of another status, or beyond {@link
     *     RevocationList#LARGEST}
     */
    Optional<Answer> get(URI place, Version known) throws IOException, InterruptedException;
}
