package dev.quaygate.acme;

import dev.quaygate.acme.issue.AcmeClients;
import dev.quaygate.acme.store.CertificateStore;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

/**
 * Gets, renews and hands out certificates for the configured name sets: one virtual thread per set
 * wakes, asks {@link RenewalPlan} and acts. Safe for any thread.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class CertificateManager implements AutoCloseable {
    /** What the manager works with. It closes none of it. */
    public record Environment(
            CertificateStore store,
            AcmeClients clients,
            ChallengePresenter presenter,
            CertificateListener listener,
            InstantSource clock,
            RandomGenerator random) {}

    public CertificateManager(Environment environment) {
        throw new UnsupportedOperationException();
    }

    /**
     * Makes these the wanted certificates, at a start and at each reload. The first call publishes
     * everything stored before any order is placed. Orders in flight go on; sets that are not among
     * the policies become unused: kept, not renewed.
     */
    public void configure(LifecycleSettings settings, List<CertificatePolicy> policies) {
        throw new UnsupportedOperationException();
    }

    /** All sets: configured ones in their order, then unused ones. */
    public List<CertificateStatus> statuses() {
        throw new UnsupportedOperationException();
    }

    /** One set by id or by one of its names. */
    public Optional<CertificateStatus> status(String idOrName) {
        throw new UnsupportedOperationException();
    }

    /** What happened to a set, oldest first, at most 200 entries; empty if it is unknown. */
    public List<TimelineEntry> timeline(String id) {
        throw new UnsupportedOperationException();
    }

    /**
     * Renews now because a person asks.
     *
     * @param force also while the set waits after a failure
     * @return completes with the status after the attempt, whether it succeeded or not; with the
     *     present one at once if the set waits after a failure and {@code force} is false
     * @throws IllegalArgumentException if no configured set has this id or name
     */
    public CompletableFuture<CertificateStatus> renew(String idOrName, boolean force) {
        throw new UnsupportedOperationException();
    }

    /**
     * Stops all work within the current request; orders in flight are continued by the next
     * process.
     */
    @Override
    public void close() {}
}
