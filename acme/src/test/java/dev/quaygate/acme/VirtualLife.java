package dev.quaygate.acme;

import dev.quaygate.acme.challenge.Dns01Solver;
import dev.quaygate.acme.issue.AcmeClients;
import dev.quaygate.acme.preflight.Preflight;
import dev.quaygate.acme.store.CertificateStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A manager of thousands of sets on virtual time. The caller's thread takes the turns, each at the
 * instant that the set asked for. While a set waits for its authority the clock moves for all.
 */
public final class VirtualLife implements CertificateListener {
    private record Turn(Instant at, long number, NameSet set) {}

    /**
     * What a turn has done.
     *
     * @param at when it began
     * @param before what the set showed then
     * @param after what it shows now
     */
    public record TurnSeen(Instant at, CertificateStatus before, CertificateStatus after) {}

    private final CertificateManager manager;
    private final VirtualClock clock;
    private final InstantSource wall;
    private final PriorityQueue<Turn> queue =
            new PriorityQueue<>(Comparator.comparing(Turn::at).thenComparingLong(Turn::number));
    private final Map<String, Long> scheduled = new HashMap<>();
    private final Map<String, ManagedCertificate> served = new HashMap<>();
    private final List<ManagedCertificate> withdrawn = new ArrayList<>();
    private final List<LifeAlert> alerts = new ArrayList<>();
    private final List<Consumer<ManagedCertificate>> listeners = new ArrayList<>();
    private @Nullable Consumer<TurnSeen> watcher;
    private long turns;
    private boolean skipsIdleTurns;

    /**
     * A life.
     *
     * @param clock the true time, and the monotonic clock
     * @param wall what the manager takes for the time
     */
    public VirtualLife(
            CertificateStore store,
            VirtualClock clock,
            InstantSource wall,
            AcmeClients clients,
            ChallengePresenter presenter,
            long seed) {
        this(store, clock, wall, clients, presenter, seed, null);
    }

    /**
     * A life whose orders are looked at before they are placed.
     *
     * @param preflight null = they are not
     */
    public VirtualLife(
            CertificateStore store,
            VirtualClock clock,
            InstantSource wall,
            AcmeClients clients,
            ChallengePresenter presenter,
            long seed,
            @Nullable Preflight preflight) {
        this.clock = clock;
        this.wall = wall;
        var environment =
                new CertificateManager.Environment(
                        store,
                        clients,
                        (_, _, _) -> {
                            throw new IllegalArgumentException("no internal names here");
                        },
                        presenter,
                        this,
                        wall,
                        new Random(seed),
                        new Dns01Solver(store),
                        preflight);
        this.manager = new CertificateManager(environment, clock::advance, clock::nanos, false);
    }

    public CertificateManager manager() {
        return manager;
    }

    public void configure(LifecycleSettings settings, List<CertificatePolicy> policies) {
        manager.configure(settings, policies);
        for (NameSet set : manager.inOrder()) {
            if (!scheduled.containsKey(set.id())) {
                schedule(set, wall.instant());
            }
        }
    }

    public void configure(CertificatePolicy... policies) {
        configure(LifecycleSettings.defaults(), List.of(policies));
    }

    /** Calls somebody at each publication. */
    public void onPublished(Consumer<ManagedCertificate> listener) {
        listeners.add(listener);
    }

    public void run(Duration time) {
        runUntil(clock.instant().plus(time));
    }

    /** Takes all turns that are due before then, and moves the clock there. */
    public void runUntil(Instant end) {
        while (!queue.isEmpty() && queue.peek().at().isBefore(end)) {
            Turn next = queue.remove();
            Long valid = scheduled.get(next.set().id());
            if (valid == null || valid != next.number()) {
                continue; // woken meanwhile
            }
            clock.moveTo(next.at());
            if (!clock.instant().isBefore(end)) {
                queue.add(next);
                break;
            }
            turns++;
            try {
                Instant wish = turn(next.set());
                schedule(next.set(), skipsIdleTurns ? idleUntil(next.set(), wish) : wish);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        clock.moveTo(end);
    }

    private Instant turn(NameSet set) throws InterruptedException {
        Consumer<TurnSeen> told = watcher;
        if (told == null) {
            return set.turn();
        }
        Instant at = wall.instant();
        CertificateStatus before = set.status();
        Instant wish = set.turn();
        told.accept(new TurnSeen(at, before, set.status()));
        return wish;
    }

    /** Tells somebody of each turn. */
    public void onTurn(Consumer<TurnSeen> told) {
        watcher = told;
    }

    /**
     * Leaves out the turns of a set that has nothing to do: years of ten-minute looks take hours.
     * Sets that failed are looked at as often as they wish.
     */
    public void skipIdleTurns() {
        skipsIdleTurns = true;
    }

    private Instant idleUntil(NameSet set, Instant wish) {
        SetState state = set.state();
        StoredCertificate certificate = state.certificate();
        Instant next = set.status().next().at();
        if (certificate == null || next == null || state.attempts().failures() > 0) {
            return wish;
        }
        Instant until =
                state.ari() == null ? next : Durations.earlier(next, state.ari().nextCheck());
        Instant alert =
                LifeThresholds.next(
                        LifecycleSettings.defaults().alerts(), certificate.life(), wall.instant());
        until = alert == null ? until : Durations.earlier(until, alert);
        return Durations.later(wish, until);
    }

    /** The next turn of every set comes at once. */
    public void wake() {
        manager.inOrder().forEach(set -> schedule(set, wall.instant()));
    }

    /** Sleeps, as a set's thread does, as long as it is until then by the wall clock. */
    private void schedule(NameSet set, Instant wish) {
        long number = scheduled.merge(set.id(), 1L, Long::sum);
        Instant at = clock.instant().plus(Duration.between(wall.instant(), wish));
        queue.add(new Turn(at, number, set));
    }

    public CertificateStatus status(String name) {
        return manager.status(name).orElseThrow();
    }

    /** What is served now, by set. */
    public Map<String, ManagedCertificate> served() {
        return served;
    }

    public ManagedCertificate served(String name) {
        ManagedCertificate certificate = served.get(status(name).id());
        if (certificate == null) {
            throw new AssertionError("nothing is served for " + name + ": " + status(name));
        }
        return certificate;
    }

    public List<ManagedCertificate> withdrawn() {
        return withdrawn;
    }

    public List<LifeAlert> alerts() {
        return alerts;
    }

    public long turns() {
        return turns;
    }

    @Override
    public void published(ManagedCertificate certificate) {
        served.put(certificate.id(), certificate);
        listeners.forEach(listener -> listener.accept(certificate));
    }

    @Override
    public void withdrawn(ManagedCertificate certificate) {
        withdrawn.add(certificate);
        served.remove(certificate.id());
    }

    @Override
    public void alerted(LifeAlert alert) {
        alerts.add(alert);
    }
}
