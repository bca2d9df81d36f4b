package dev.quaygate.acme.server;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/** So many of something in a span of time for each key, in memory. Any thread. */
final class RateLimit {
    private static final int MOST_KEYS = 20_000;

    private record Window(Instant end, int count) {}

    private final String what;
    private final int most;
    private final Duration span;
    private final InstantSource clock;
    private final Map<String, Window> windows =
            new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Window> eldest) {
                    return size() > MOST_KEYS;
                }
            };

    RateLimit(String what, int most, Duration span, InstantSource clock) {
        this.what = what;
        this.most = most;
        this.span = span;
        this.clock = clock;
    }

    /** Counts one, or refuses it with the time until it may be tried again. */
    synchronized void take(String key) throws ServerProblem {
        Instant now = clock.instant();
        Window window = windows.get(key);
        if (window == null || !now.isBefore(window.end())) {
            window = new Window(now.plus(span), 0);
        }
        if (window.count() >= most) {
            throw ServerProblem.limited(
                    "more than %d %s in %d minutes".formatted(most, what, span.toMinutes()),
                    Duration.between(now, window.end()).toSeconds() + 1);
        }
        windows.put(key, new Window(window.end(), window.count() + 1));
    }
}
