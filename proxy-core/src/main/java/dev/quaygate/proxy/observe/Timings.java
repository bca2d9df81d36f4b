package dev.quaygate.proxy.observe;

/**
 * The parts of an exchange's time in tenths of a millisecond, made to add up exactly: each part is
 * cut to what is left of the total, and the body has the rest, which is the transfer of bodies in
 * either direction and our own work.
 */
final class Timings {
    private static final long TENTH = 100_000;

    long tls;
    long queue;
    long connect;
    long firstByte;
    long body;
    long total;

    /** Computes all parts; the handshake counts into the total of a connection's first exchange. */
    void of(ExchangeRecord exchange) {
        long nanos = exchange.tlsNanos + Math.max(0, exchange.endNanos - exchange.startNanos);
        total = tenths(nanos);
        long left = total;
        tls = Math.min(left, tenths(exchange.tlsNanos));
        left -= tls;
        queue = Math.min(left, tenths(exchange.queueNanos));
        left -= queue;
        connect = Math.min(left, tenths(exchange.connectNanos));
        left -= connect;
        firstByte = Math.min(left, tenths(exchange.firstByteNanos));
        body = left - firstByte;
    }

    private static long tenths(long nanos) {
        return (Math.max(0, nanos) + TENTH / 2) / TENTH;
    }
}
