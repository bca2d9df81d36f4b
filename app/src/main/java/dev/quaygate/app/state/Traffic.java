package dev.quaygate.app.state;

import dev.quaygate.proxy.server.ProxyView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/** Remembers the counters of the last hour, a sample a minute. Safe for any thread. */
public final class Traffic {
    private static final Duration SPAN = Duration.ofHours(1);

    /**
     * Counters that only grow, or differences of them.
     *
     * @param serverErrors answers of class 5
     */
    public record Totals(long requests, long serverErrors) {
        /** Sums all routes. */
        public static Totals of(ProxyView view) {
            long requests = 0;
            long errors = 0;
            for (ProxyView.RouteView route : view.routes()) {
                requests += route.requests().stream().mapToLong(Long::longValue).sum();
                errors += route.requests().getLast();
            }
            return new Totals(requests, errors);
        }

        private Totals since(Totals before) {
            // A route that went takes its counters with it.
            return new Totals(
                    Math.max(0, requests - before.requests),
                    Math.max(0, serverErrors - before.serverErrors));
        }
    }

    private record Sample(Instant at, Totals totals) {}

    private final Deque<Sample> samples = new ArrayDeque<>();

    /** Takes a sample; called once a minute. */
    public synchronized void sample(Instant now, Totals totals) {
        samples.addLast(new Sample(now, totals));
        while (samples.size() > 1 && !samples.getFirst().at.isAfter(now.minus(SPAN))) {
            samples.removeFirst();
        }
    }

    /** What came since the oldest sample, at most an hour ago. */
    public synchronized Totals lastHour(Totals now) {
        return samples.isEmpty() ? now : now.since(samples.getFirst().totals);
    }
}
