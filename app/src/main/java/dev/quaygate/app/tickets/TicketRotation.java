package dev.quaygate.app.tickets;

import dev.quaygate.acme.store.CertificateStore;
import dev.quaygate.acme.store.DamagedDocument;
import dev.quaygate.acme.store.StoreProblem;
import dev.quaygate.acme.store.StoreWatcher;
import dev.quaygate.acme.store.Subscription;
import dev.quaygate.acme.store.Version;
import dev.quaygate.acme.store.VersionedDocument;
import dev.quaygate.proxy.settings.TlsSettings;
import dev.quaygate.proxy.tls.TicketKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the keys of session tickets in the store, so that a session goes on after a restart and at
 * every node of a fleet. All nodes follow the document, and whichever first finds that a key is due
 * replaces it, by a write that only one of them can win. Without the store tickets go on, between
 * nodes for as long as the shared keys last; never does a handshake depend on it. Any thread.
 */
public final class TicketRotation implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TicketRotation.class);

    /** The clock of the machine may jump, and a store that was away is asked again. */
    private static final Duration LONGEST_SLEEP = Duration.ofMinutes(1);

    private static final Duration SHORTEST_SLEEP = Duration.ofMillis(50);
    private static final Duration RETRY = Duration.ofSeconds(2);

    private final CertificateStore store;
    private final Consumer<List<TicketKey>> dataPlane;
    private final InstantSource clock;
    private final Supplier<TicketKey> fresh;
    private final KnownKeys known = new KnownKeys(); // guarded by this
    private final Semaphore news = new Semaphore(0);
    private @Nullable TicketSchedule schedule; // null while tickets are off
    private @Nullable TicketKey encrypting; // null before the first
    private volatile @Nullable Subscription following; // both null until tickets are on
    private volatile @Nullable Thread thread;

    /**
     * @param dataPlane takes the keys; the first encrypts
     * @param fresh makes a key that nobody can guess
     */
    public TicketRotation(
            CertificateStore store,
            Consumer<List<TicketKey>> dataPlane,
            InstantSource clock,
            Supplier<TicketKey> fresh) {
        this.store = store;
        this.dataPlane = dataPlane;
        this.clock = clock;
        this.fresh = fresh;
    }

    /**
     * Takes over settings. The first time, the keys are in use when it returns. Blocks while the
     * store is asked.
     */
    public synchronized void configure(TlsSettings settings) {
        schedule = schedule(settings);
        if (schedule == null) {
            forget();
        } else if (thread == null) {
            following = store.watch(TicketDocument.PREFIX, new Ear());
            Duration _ = turn();
            thread = Thread.ofVirtual().name("tickets").start(this::run);
        }
        news.release();
    }

    private @Nullable TicketSchedule schedule(TlsSettings settings) {
        Duration rotate = settings.ticketRotate();
        if (rotate.isZero()) {
            return null;
        }
        return store.isShared()
                ? TicketSchedule.ofFleet(rotate, settings.ticketKeep())
                : TicketSchedule.alone(rotate, settings.ticketKeep());
    }

    /** Keys that nobody uses should not lie on a disk. Other nodes may use those of a fleet. */
    private void forget() {
        try {
            if (!store.isShared()) {
                store.delete(TicketDocument.KEY);
            }
        } catch (StoreProblem e) {
            LOG.warn("store.unwritable document={} what={}", TicketDocument.KEY, e.getMessage());
        }
    }

    private void run() {
        try {
            while (true) {
                Duration pause = turn();
                boolean _ = news.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS);
                news.drainPermits();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // closed
        }
    }

    /** Does what is due; returns how long nothing else is. */
    private synchronized Duration turn() {
        TicketSchedule now = schedule;
        if (now == null) {
            return LONGEST_SLEEP;
        }
        try {
            return pause(turn(now));
        } catch (StoreProblem e) {
            LOG.debug("tickets.store {}", e.getMessage()); // the store has said it where it matters
            return pause(turnWithoutStore(now));
        }
    }

    private Instant turn(TicketSchedule schedule) {
        while (true) {
            Optional<VersionedDocument> stored = store.read(TicketDocument.KEY);
            TicketRing shared = stored.flatMap(found -> ring(found.value())).orElse(null);
            Instant now = clock.instant();
            if (shared != null) {
                known.share(shared, now);
                use(schedule, now);
            }
            switch (schedule.step(shared, known::seen, now, fresh)) {
                case TicketStep.Wait(Instant until) -> {
                    return until;
                }
                case TicketStep.Become(TicketRing next) -> {
                    // Lost to another node: its ring is read in the next round.
                    boolean _ =
                            store.put(
                                    TicketDocument.KEY,
                                    TicketDocument.write(next),
                                    stored.map(VersionedDocument::version).orElse(Version.ABSENT));
                }
            }
        }
    }

    private Instant turnWithoutStore(TicketSchedule schedule) {
        Instant now = clock.instant();
        TicketRing present = known.ring();
        if (present == null) {
            present = copied().orElseGet(() -> TicketRing.of(fresh.get(), now));
            known.make(present, now);
        }
        switch (schedule.stepWithoutStore(present, known::seen, now, fresh)) {
            case TicketStep.Wait _ -> {}
            case TicketStep.Become(TicketRing next) -> {
                known.make(next, now);
                LOG.warn("tickets.alone the store is away: sessions go on at this node only");
            }
        }
        use(schedule, now);
        return now.plus(RETRY);
    }

    /** What this node knew before it started; a store that is away gives its local copy. */
    private Optional<TicketRing> copied() {
        try {
            return store.get(TicketDocument.KEY).flatMap(TicketRotation::ring);
        } catch (StoreProblem _) {
            return Optional.empty();
        }
    }

    private static Optional<TicketRing> ring(byte[] document) {
        try {
            return Optional.of(TicketDocument.read(document));
        } catch (DamagedDocument e) {
            LOG.warn("store.damaged document={} what={}", TicketDocument.KEY, e.getMessage());
            return Optional.empty();
        }
    }

    private void use(TicketSchedule schedule, Instant now) {
        List<TicketKey> keys = known.usable(schedule, now);
        dataPlane.accept(keys);
        TicketKey first = keys.getFirst();
        if (encrypting == null || !encrypting.equals(first)) {
            encrypting = first;
            LOG.info("tickets.rotated keys={}", keys.size());
        }
    }

    private Duration pause(Instant until) {
        Duration pause = Duration.between(clock.instant(), until);
        if (pause.compareTo(LONGEST_SLEEP) > 0) {
            return LONGEST_SLEEP;
        }
        return pause.compareTo(SHORTEST_SLEEP) < 0 ? SHORTEST_SLEEP : pause;
    }

    /** The keys stay in use. To be closed before the store. */
    @Override
    public void close() {
        Subscription follows = following;
        if (follows != null) {
            follows.close();
        }
        Thread runs = thread;
        if (runs != null) {
            runs.interrupt();
        }
    }

    /** Asks the store itself: what is told may be older than what a node has read. */
    private final class Ear implements StoreWatcher {
        @Override
        public void changed(String key, byte[] value) {
            news.release();
        }

        @Override
        public void deleted(String key) {
            news.release();
        }
    }
}
