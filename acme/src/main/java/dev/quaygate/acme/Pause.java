package dev.quaygate.acme;

import java.time.Duration;

/** Waits on the monotonic clock. A test's pause moves its virtual clock instead. */
@FunctionalInterface
interface Pause {
    void pause(Duration duration) throws InterruptedException;
}
