package dev.quaygate.proxy.observe;

import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Connections and handshakes of one listener. Writing on the loop with that index only; reading
 * from any thread.
 */
public final class ListenerMeters {
    private static final int STRIDE = 16;
    private static final int MOST_KINDS = 64;

    /** How a handshake ended. */
    public enum HandshakeResult {
        OK,
        FAILED,
        TIMEOUT,
        REFUSED
    }

    /** Labels of a handshake; {@code none} where it got no further. */
    record Kind(String result, String version, String group, boolean resumed) {}

    private static final Kind OTHER = new Kind("other", "other", "other", false);

    private final int loops;
    private final long[] cells;
    private final Map<Kind, LatencyHistogram> handshakes = new ConcurrentHashMap<>();

    ListenerMeters(int loops) {
        this.loops = loops;
        this.cells = new long[(loops + 1) * STRIDE];
    }

    /** A connection was accepted. */
    public void connectionOpened(int loop) {
        cells[(loop + 1) * STRIDE]++;
    }

    /**
     * It came from an address outside of private networks.
     *
     * @param millis wall clock, since 1970
     */
    public void cameFromOutside(int loop, long millis) {
        cells[(loop + 1) * STRIDE + 2] = millis;
    }

    /** It is closed. */
    public void connectionClosed(int loop) {
        cells[(loop + 1) * STRIDE + 1]++;
    }

    /**
     * A TLS handshake ended.
     *
     * @param version {@code 1.2} or {@code 1.3}, or null if it got no further
     * @param group key exchange group, or null
     * @param nanos from accept
     */
    public void handshake(
            int loop,
            HandshakeResult result,
            @Nullable String version,
            @Nullable String group,
            boolean resumed,
            long nanos) {
        var kind = new Kind(word(result), orNone(version), orNone(group), resumed);
        LatencyHistogram histogram = handshakes.get(kind);
        if (histogram == null) {
            // The words come from the library's closed lists; the cap holds if it surprises us.
            Kind bounded = handshakes.size() < MOST_KINDS ? kind : OTHER;
            histogram = handshakes.computeIfAbsent(bounded, _ -> new LatencyHistogram(loops));
        }
        histogram.record(loop, nanos);
    }

    /** Connections open now. */
    public long connections() {
        return opened() - sum(1);
    }

    /** Connections accepted so far. */
    public long opened() {
        return sum(0);
    }

    /** When the last connection from outside came; null if none has since the start. */
    public @Nullable Instant lastFromOutside() {
        long last = 0;
        for (int loop = 0; loop < loops; loop++) {
            last = Math.max(last, cells[(loop + 1) * STRIDE + 2]);
        }
        return last == 0 ? null : Instant.ofEpochMilli(last);
    }

    Map<Kind, LatencyHistogram> handshakes() {
        return handshakes;
    }

    private long sum(int cell) {
        long sum = 0;
        for (int loop = 0; loop < loops; loop++) {
            sum += cells[(loop + 1) * STRIDE + cell];
        }
        return sum;
    }

    private static String orNone(@Nullable String word) {
        return word == null ? "none" : word;
    }

    private static String word(HandshakeResult result) {
        return switch (result) {
            case OK -> "ok";
            case FAILED -> "failed";
            case TIMEOUT -> "timeout";
            case REFUSED -> "refused";
        };
    }
}
