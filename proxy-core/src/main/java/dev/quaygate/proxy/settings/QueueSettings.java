package dev.quaygate.proxy.settings;

import static dev.quaygate.proxy.settings.Check.require;

import java.time.Duration;

/**
 * Requests that wait while their pool has no endpoint that may take them.
 *
 * @param max how many may wait at once, over all event loops; one more is answered {@code
 *     queue_full}
 * @param maxWait how long one waits before it is answered {@code queue_timeout}
 */
public record QueueSettings(int max, Duration maxWait) {
    /** What an application has unless its file says otherwise. */
    public static final QueueSettings OF_APPS = new QueueSettings(200, Duration.ofSeconds(10));

    public QueueSettings {
        require(max >= 1 && max <= 100_000, "max", max + " is not within 1 and 100000");
        require(maxWait.isPositive(), "wait", maxWait + " must be longer than zero");
    }
}
