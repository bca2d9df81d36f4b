package dev.quaygate.workers.settings;

import static dev.quaygate.workers.settings.InvalidSetting.require;

import java.time.Duration;

/** A question to a worker whose answer says whether it works. */
public sealed interface Probe {
    /**
     * GET on the worker's own address.
     *
     * @param lowest first status that is good, as 200
     * @param highest last status that is good, as 399
     */
    record Http(String path, int lowest, int highest) implements Probe {
        public Http {
            require(path.startsWith("/"), "path", "'" + path + "' must start with '/'");
            require(
                    lowest >= 100 && lowest <= highest && highest <= 599,
                    "expect",
                    lowest + "-" + highest + " is no range of statuses");
        }
    }

    /** A connection to the worker's own address is accepted. */
    record Connect() implements Probe {}

    /** A command with the worker's environment ends with 0. */
    record Run(Command command) implements Probe {}

    /**
     * When a worker counts as ready.
     *
     * @param every pause between two questions
     * @param within how long it may take from the start
     */
    record Ready(Probe probe, Duration every, Duration within) {
        public static final Ready DEFAULT =
                new Ready(new Connect(), Duration.ofMillis(500), Duration.ofSeconds(60));

        public Ready {
            require(every.isPositive(), "every", every + " must be longer than zero");
            require(within.compareTo(every) >= 0, "within", within + " is shorter than " + every);
        }
    }

    /**
     * When a worker that was ready counts as hung.
     *
     * @param timeout for one answer
     * @param fall unanswered questions in a row until it is replaced
     */
    record Health(Probe probe, Duration every, Duration timeout, int fall) {
        public Health {
            require(every.isPositive(), "every", every + " must be longer than zero");
            require(timeout.isPositive(), "timeout", timeout + " must be longer than zero");
            require(fall >= 1, "fall", fall + " must be at least 1");
        }
    }
}
