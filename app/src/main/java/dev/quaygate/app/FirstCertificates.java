package dev.quaygate.app;

import dev.quaygate.acme.CertificatePolicy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Waits for certificates of our own authority, which answers at once: so the first handshake finds
 * its certificate. Any thread; one wait at a time.
 */
final class FirstCertificates {
    private final Map<String, CountDownLatch> awaited = new ConcurrentHashMap<>();

    /** Call this before they can come. */
    void expect(List<CertificatePolicy> policies) {
        policies.forEach(policy -> awaited.put(policy.id(), new CountDownLatch(1)));
    }

    /**
     * Returns when all are there or have failed, or the time is over.
     *
     * @param served whether a set serves already
     */
    void await(List<CertificatePolicy> policies, Duration limit, Predicate<String> served) {
        long deadline = System.nanoTime() + limit.toNanos();
        try {
            for (CertificatePolicy policy : policies) {
                CountDownLatch latch = awaited.get(policy.id());
                if (latch != null && !served.test(policy.id()) && isLate(latch, deadline)) {
                    Messages.warn(
                            "the internal certificate of {} is late; nothing waits for it any more",
                            policy.names().getFirst());
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            awaited.clear();
        }
    }

    /** A set has a certificate, or an attempt to get one has failed. */
    void settle(String id) {
        CountDownLatch latch = awaited.get(id);
        if (latch != null) {
            latch.countDown();
        }
    }

    private static boolean isLate(CountDownLatch latch, long deadline) throws InterruptedException {
        return !latch.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    }
}
