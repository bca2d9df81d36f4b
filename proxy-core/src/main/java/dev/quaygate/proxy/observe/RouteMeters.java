package dev.quaygate.proxy.observe;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Counters of one route: written by event loops into cells of their own, summed when read. Cells
 * come with the first exchange of their kind, so a route that nobody uses costs next to nothing.
 * {@link #record} on the loop with that index only; reading from any thread.
 */
public final class RouteMeters {
    /** Labels of the protocols that are told apart, as in {@link ExchangeRecord#protocol}. */
    static final String[] PROTOCOLS = {"h1", "h2", "ws", "other"};

    /** Labels of the status classes; the first is for exchanges without a status. */
    static final String[] CLASSES = {"none", "1xx", "2xx", "3xx", "4xx", "5xx"};

    private static final int OTHER = PROTOCOLS.length - 1;

    private final int loops;
    private final AtomicReferenceArray<@Nullable Traffic> traffic =
            new AtomicReferenceArray<>(PROTOCOLS.length * CLASSES.length);
    private final CauseCounts failures;
    private final CauseCounts cuts;

    public RouteMeters(int loops) {
        this.loops = loops;
        this.failures = new CauseCounts(loops);
        this.cuts = new CauseCounts(loops);
    }

    /** Counts one exchange. */
    public void record(int loop, ExchangeRecord exchange) {
        long nanos = exchange.endNanos - exchange.startNanos;
        made(protocol(exchange.protocol), statusClass(exchange.status))
                .record(loop, nanos, exchange.bytesIn, exchange.bytesOut);
        Cause cause = exchange.cause;
        if (cause == null || !Causes.isFailure(cause)) {
            return;
        }
        failures.count(loop, cause);
        if (Causes.isCut(cause, exchange.status)) {
            cuts.count(loop, cause);
        }
    }

    /** Adds all of another one to the cells of loop 0, which must not be counting. */
    void add(RouteMeters other) {
        for (int at = 0; at < traffic.length(); at++) {
            Traffic cells = other.traffic.get(at);
            if (cells != null) {
                made(at / CLASSES.length, at % CLASSES.length).add(cells);
            }
        }
        failures.add(other.failures);
        cuts.add(other.cuts);
    }

    /** Exchanges with a status of this class (1 to 5), or without a status (0). */
    public long requests(int statusClass) {
        long sum = 0;
        for (int protocol = 0; protocol < PROTOCOLS.length; protocol++) {
            Traffic cells = traffic(protocol, statusClass);
            sum += cells == null ? 0 : cells.durations.count();
        }
        return sum;
    }

    /** Exchanges that failed, by cause. */
    public CauseCounts failures() {
        return failures;
    }

    /** Responses and connections that were cut, by cause. */
    public CauseCounts cuts() {
        return cuts;
    }

    /** Body bytes that came from clients. */
    public long bytesIn() {
        long sum = 0;
        for (int i = 0; i < traffic.length(); i++) {
            Traffic cells = traffic.get(i);
            sum += cells == null ? 0 : cells.bytesIn();
        }
        return sum;
    }

    /** Body bytes that went to clients. */
    public long bytesOut() {
        long sum = 0;
        for (int i = 0; i < traffic.length(); i++) {
            Traffic cells = traffic.get(i);
            sum += cells == null ? 0 : cells.bytesOut();
        }
        return sum;
    }

    /** Total time of all exchanges. */
    public long nanos() {
        long sum = 0;
        for (int i = 0; i < traffic.length(); i++) {
            Traffic cells = traffic.get(i);
            sum += cells == null ? 0 : cells.durations.nanos();
        }
        return sum;
    }

    /** Counters of one protocol and status class, or null if there was no such exchange. */
    @Nullable Traffic traffic(int protocol, int statusClass) {
        return traffic.get(protocol * CLASSES.length + statusClass);
    }

    private Traffic made(int protocol, int statusClass) {
        Traffic cells = traffic(protocol, statusClass);
        if (cells != null) {
            return cells;
        }
        var fresh = new Traffic(loops);
        int at = protocol * CLASSES.length + statusClass;
        // Another loop may have been first: its cells serve all.
        Traffic first = traffic.compareAndExchange(at, null, fresh);
        return first == null ? fresh : first;
    }

    private static int protocol(String word) {
        for (int i = 0; i < OTHER; i++) {
            if (PROTOCOLS[i].equals(word)) {
                return i;
            }
        }
        return OTHER;
    }

    private static int statusClass(int status) {
        int statusClass = status / 100;
        return statusClass >= 1 && statusClass <= 5 ? statusClass : 0;
    }

    /** Cells of one protocol and status class. */
    static final class Traffic {
        private static final int STRIDE = 16; // two cache lines a loop

        final LatencyHistogram durations;
        private final long[] bytes;

        private Traffic(int loops) {
            durations = new LatencyHistogram(loops);
            bytes = new long[(loops + 1) * STRIDE];
        }

        private void record(int loop, long nanos, long in, long out) {
            durations.record(loop, nanos);
            bytes[(loop + 1) * STRIDE] += in;
            bytes[(loop + 1) * STRIDE + 1] += out;
        }

        private void add(Traffic other) {
            durations.add(other.durations);
            bytes[STRIDE] += other.bytesIn();
            bytes[STRIDE + 1] += other.bytesOut();
        }

        long bytesIn() {
            return sum(0);
        }

        long bytesOut() {
            return sum(1);
        }

        private long sum(int cell) {
            long sum = 0;
            for (int at = STRIDE + cell; at < bytes.length; at += STRIDE) {
                sum += bytes[at];
            }
            return sum;
        }
    }
}
