package dev.quaygate.proxy.observe;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The last failures, to be found by their id. Event loops write, any thread reads, nobody waits. An
 * exchange without failure costs one comparison.
 */
public final class Failures {
    /** How many are remembered. */
    public static final int KEPT = 1_000;

    /** Shortest beginning of an id that is looked for: less would fit whole hours of requests. */
    private static final int SHORTEST = 6;

    /** Bounds what a thousand hostile requests can make us hold. */
    private static final int MOST = 256;

    private static final int MOST_TARGET = 2_048;
    private static final int FIRST_ERROR = 400;
    private static final long NANOS_PER_TENTH = 100_000;

    private final AtomicReferenceArray<@Nullable FailedExchange> ring =
            new AtomicReferenceArray<>(KEPT);
    private final AtomicLong next = new AtomicLong();

    /**
     * Remembers the exchange if it failed. Event loops only.
     *
     * @param source where its route was written, null if it has none
     * @param log whose rules say what must not be kept
     */
    public void ended(ExchangeRecord exchange, @Nullable String source, AccessLog log) {
        ended(exchange, source, log.redaction());
    }

    void ended(ExchangeRecord exchange, @Nullable String source, Redaction redaction) {
        Cause cause = exchange.cause;
        if (cause == null || !isKept(cause, exchange.status)) {
            return;
        }
        int slot = (int) (next.getAndIncrement() % KEPT);
        ring.setRelease(slot, copy(exchange, cause, source, redaction));
    }

    /**
     * Looks for an id. Any thread.
     *
     * @param id whole, or its first characters, at least 6; case does not matter
     * @return newest first; empty if none of the last {@value #KEPT} failures has it
     */
    public List<FailedExchange> find(String id) {
        var found = new ArrayList<FailedExchange>();
        if (id.length() < SHORTEST) {
            return found;
        }
        long newest = next.get() - 1;
        for (long at = newest; at >= 0 && at > newest - KEPT; at--) {
            FailedExchange one = ring.getAcquire((int) (at % KEPT));
            if (one != null && one.id().regionMatches(true, 0, id, 0, id.length())) {
                found.add(one);
            }
        }
        return found;
    }

    private static boolean isKept(Cause cause, int status) {
        return switch (cause) {
            case REDIRECT, FIXED_ANSWER -> false;
            // A busy application answers 304 all day: that would push out what someone looks for.
            case UPSTREAM_ANSWER -> status >= FIRST_ERROR;
            default -> true;
        };
    }

    private static FailedExchange copy(
            ExchangeRecord exchange, Cause cause, @Nullable String source, Redaction redaction) {
        return new FailedExchange(
                exchange.id,
                Instant.ofEpochMilli(exchange.startMillis),
                exchange.revision,
                new FailedExchange.From(
                        exchange.listener, exchange.client, exchange.peer, exchange.protocol),
                tls(exchange),
                new FailedExchange.Request(
                        cut(exchange.method, MOST),
                        cut(exchange.host, MOST),
                        cut(exchange.path, MOST_TARGET),
                        cut(redaction.query(exchange.query), MOST_TARGET)),
                new FailedExchange.Way(
                        exchange.route,
                        source,
                        exchange.pool,
                        exchange.endpoint,
                        exchange.attempts),
                new FailedExchange.Outcome(
                        exchange.status,
                        cause,
                        exchange.detail == null ? null : cut(exchange.detail, MOST),
                        exchange.ended,
                        exchange.bytesIn,
                        exchange.bytesOut),
                times(exchange));
    }

    private static FailedExchange.@Nullable Tls tls(ExchangeRecord exchange) {
        if (exchange.tlsVersion == null && exchange.sni == null) {
            return null;
        }
        return new FailedExchange.Tls(
                exchange.tlsVersion, exchange.tlsGroup, exchange.tlsResumed, exchange.sni);
    }

    private static FailedExchange.Times times(ExchangeRecord exchange) {
        var parts = new Timings();
        parts.of(exchange);
        return new FailedExchange.Times(
                tenths(parts.tls),
                tenths(parts.queue),
                tenths(parts.connect),
                tenths(parts.firstByte),
                tenths(parts.body),
                tenths(parts.total));
    }

    private static Duration tenths(long tenths) {
        return Duration.ofNanos(tenths * NANOS_PER_TENTH);
    }

    private static String cut(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most) + "...";
    }
}
