package dev.quaygate.acme.challenge;

import java.time.Duration;

/** Waits on the monotonic clock. A test's waiting returns at once. */
@FunctionalInterface
public interface Waiting {
    void pause(Duration duration) throws InterruptedException;
}
