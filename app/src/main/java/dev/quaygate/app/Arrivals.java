package dev.quaygate.app;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Handshakes that wait for the end of an attempt, by the id of their set. Holds one entry for each
 * set that somebody waited for and whose attempt has not ended. Any thread.
 */
final class Arrivals {
    private final Map<String, CompletableFuture<String>> expected = new ConcurrentHashMap<>();

    /** The end of an attempt to come for a set. */
    record Arrival(String set, CompletableFuture<String> end) {
        /**
         * Waits for it.
         *
         * @return why the attempt failed, an empty text if it did not; nothing if it lasts longer
         */
        Optional<String> await(Duration limit) throws InterruptedException {
            try {
                return Optional.of(end.get(limit.toMillis(), TimeUnit.MILLISECONDS));
            } catch (TimeoutException _) {
                return Optional.empty();
            } catch (ExecutionException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Call this before the attempt can end. */
    Arrival expect(String id) {
        return new Arrival(id, expected.computeIfAbsent(id, _ -> new CompletableFuture<>()));
    }

    /**
     * An attempt has ended.
     *
     * @param problem why it failed, empty if it did not
     */
    void settle(String id, String problem) {
        CompletableFuture<String> end = expected.remove(id);
        if (end != null) {
            end.complete(problem);
        }
    }
}
