package dev.quaygate.proxy.listener;

import dev.quaygate.proxy.settings.Limits;
import java.net.InetAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * How many TLS connections one IPv4 address or IPv6 /64 may open in a window: as many at once as
 * the window allows, and one more each time its share of the window has passed. Any thread.
 */
final class HandshakeLimit {
    /** Addresses that are remembered; what is over comes from ever new ones and is let through. */
    static final int MOST_ADDRESSES = 1 << 16;

    private static final long SWEEP_NANOS = 1_000_000_000;

    private final Supplier<Limits> limits;

    /** By address: the instant from which its whole window is free again. */
    private final ConcurrentHashMap<Long, Long> freeAt = new ConcurrentHashMap<>();

    private final AtomicLong nextSweep = new AtomicLong(Long.MIN_VALUE);

    HandshakeLimit(Supplier<Limits> limits) {
        this.limits = limits;
    }

    /**
     * Counts a connection of {@code peer}; false if it is one too many, which does not count.
     *
     * @param now {@link System#nanoTime()}
     */
    boolean admit(InetAddress peer, long now) {
        Limits at = limits.get();
        if (at.handshakesPerAddress() == Limits.OFF) {
            return true;
        }
        long window = at.handshakeWindowSeconds() * 1_000_000_000L;
        long share = window / at.handshakesPerAddress();
        Long address = ConnectionLimits.key(peer);
        while (true) {
            Long before = freeAt.get(address);
            if (before == null && isFull(now)) {
                return true;
            }
            long from = before == null || before - now < 0 ? now : before;
            long after = from + share;
            if (after - now > window) {
                return false;
            }
            boolean taken =
                    before == null
                            ? freeAt.putIfAbsent(address, after) == null
                            : freeAt.replace(address, before, after);
            if (taken) {
                return true;
            }
        }
    }

    /** Forgets those whose window is free when there is no room for one more. */
    private boolean isFull(long now) {
        if (freeAt.size() < MOST_ADDRESSES) {
            return false;
        }
        long due = nextSweep.get();
        if ((due == Long.MIN_VALUE || now - due >= 0)
                && nextSweep.compareAndSet(due, now + SWEEP_NANOS)) {
            freeAt.values().removeIf(free -> free - now <= 0);
        }
        return freeAt.size() >= MOST_ADDRESSES;
    }

    /** Addresses that are remembered now. */
    int addresses() {
        return freeAt.size();
    }
}
