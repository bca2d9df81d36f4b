package dev.quaygate.acme;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The virtual thread of one set: a turn, then sleep on the monotonic clock until the next or until
 * it is woken.
 */
final class SetLoop {
    private static final Logger log = LoggerFactory.getLogger(SetLoop.class);
    private static final Duration AFTER_TROUBLE = Duration.ofMinutes(1);

    private final NameSet set;
    private final InstantSource clock;
    private final Semaphore wakeUps = new Semaphore(0);
    private final Thread thread;

    SetLoop(NameSet set, InstantSource clock) {
        this.set = set;
        this.clock = clock;
        this.thread = Thread.ofVirtual().name("certificate-" + set.id()).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    void wake() {
        wakeUps.release();
    }

    /** Ends the thread within its current request. */
    void stop() throws InterruptedException {
        thread.interrupt();
        thread.join();
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                Duration sleep = Duration.between(clock.instant(), turn());
                if (wakeUps.tryAcquire(Math.max(1, sleep.toMillis()), TimeUnit.MILLISECONDS)) {
                    wakeUps.drainPermits();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // stopped; the order in flight is in the store
        }
    }

    private Instant turn() throws InterruptedException {
        try {
            return set.turn();
        } catch (RuntimeException | Error e) { // whatever it is, the certificate ends some day
            log.error(
                    "certificate.trouble set={} a turn failed; the next in a minute", set.id(), e);
            return clock.instant().plus(AFTER_TROUBLE);
        }
    }
}
