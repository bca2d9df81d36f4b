package dev.quaygate.app.admin;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/** Counts failed tokens: five a minute and address, then none is even looked at. Any thread. */
final class FailureLimit {
    static final int MOST = 5;
    static final Duration WINDOW = Duration.ofMinutes(1);
    private static final int ADDRESSES = 1_000;

    private final InstantSource clock;
    private final Map<InetAddress, Deque<Instant>> failures = new HashMap<>();

    FailureLimit(InstantSource clock) {
        this.clock = clock;
    }

    synchronized boolean isExceeded(InetAddress address) {
        Deque<Instant> recent = recent(address);
        return recent.size() >= MOST;
    }

    synchronized void failed(InetAddress address) {
        if (failures.size() >= ADDRESSES) {
            failures.clear(); // an attack from a thousand addresses is not one of guessing
        }
        recent(address);
        failures.computeIfAbsent(address, _ -> new ArrayDeque<>()).addLast(clock.instant());
    }

    private Deque<Instant> recent(InetAddress address) {
        Deque<Instant> all = failures.getOrDefault(address, new ArrayDeque<>());
        Instant since = clock.instant().minus(WINDOW);
        all.removeIf(at -> !at.isAfter(since));
        if (all.isEmpty()) {
            failures.remove(address);
        }
        return all;
    }
}
