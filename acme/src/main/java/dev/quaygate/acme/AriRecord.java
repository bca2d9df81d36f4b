package dev.quaygate.acme;

import dev.quaygate.acme.client.RenewalInfo;
import dev.quaygate.acme.store.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the authority's renewal window for one certificate (RFC 9773), and when to ask
 * again. Stored with the certificate, so a successor never inherits it.
 *
 * @param window last valid window, null before the first
 * @param checkedAt last time an answer came, null before the first
 * @param nextCheck when to ask again
 * @param failingSince first of the failed requests in a row, null after an answer
 * @param failures failed requests in a row
 */
record AriRecord(
        @Nullable Window window,
        @Nullable Instant checkedAt,
        Instant nextCheck,
        @Nullable Instant failingSince,
        int failures) {

    /**
     * A valid window and the instant that was drawn from it, once.
     *
     * @param explanationUrl page that says why, null for a regular window
     */
    record Window(Instant start, Instant end, Instant chosen, @Nullable URI explanationUrl) {
        /**
         * Whether the authority says that the certificate should have been replaced already, and
         * why.
         */
        boolean tellsOfRevocation(Instant now) {
            return explanationUrl != null && end.isBefore(now);
        }

        private @Nullable String explanation() {
            return explanationUrl == null ? null : explanationUrl.toString();
        }
    }

    private static final Duration TEN_MINUTES = Duration.ofMinutes(10);
    private static final Duration SIX_HOURS = Duration.ofHours(6);
    private static final Duration ONE_DAY = Duration.ofDays(1);

    /** Nothing known: ask at once. */
    static AriRecord unknown(Instant now) {
        return new AriRecord(null, null, now, null, 0);
    }

    /**
     * After an answer. An unchanged window keeps its drawn instant; an impossible one counts as no
     * answer.
     */
    AriRecord answered(RenewalInfo info, Instant now, Life life, RandomGenerator random) {
        if (!info.isUsable()) {
            return failed(now, life);
        }
        return new AriRecord(
                window(info, random), now, now.plus(untilNextPoll(info, now, life)), null, 0);
    }

    /** After the answer that the authority has no such information. */
    AriRecord absent(Instant now, Life life) {
        return new AriRecord(null, now, now.plus(longestPoll(life)), null, 0);
    }

    /**
     * Whether it is time to ask again. A date further ahead than any wait was written by a clock
     * that was ahead.
     */
    boolean isDue(Instant now) {
        return !now.isBefore(nextCheck) || nextCheck.isAfter(now.plus(ONE_DAY));
    }

    /** After a failed request: the last answer stays, the next request comes ever later. */
    AriRecord failed(Instant now, Life life) {
        Duration first = Durations.min(TEN_MINUTES, life.part(1 / 20.0));
        Duration pause = Durations.min(first.multipliedBy(1L << Math.min(failures, 20)), SIX_HOURS);
        Instant since = failingSince == null ? now : failingSince;
        return new AriRecord(window, checkedAt, now.plus(pause), since, failures + 1);
    }

    /** The window to follow, null if there is none or it has not been confirmed for too long. */
    @Nullable Window usable(Instant now, Life life) {
        boolean lost = failingSince != null && !now.isBefore(failingSince.plus(longestPoll(life)));
        return lost ? null : window;
    }

    /** True if the authority moved the window to an earlier time. */
    boolean movedEarlierThan(AriRecord before) {
        return window != null
                && before.window != null
                && window.start().isBefore(before.window.start());
    }

    JsonObject toJson() {
        return new JsonObject()
                .put("start", window == null ? null : window.start())
                .put("end", window == null ? null : window.end())
                .put("chosen", window == null ? null : window.chosen())
                .put("explanationUrl", window == null ? null : window.explanation())
                .put("checkedAt", checkedAt)
                .put("nextCheck", nextCheck)
                .put("failingSince", failingSince)
                .put("failures", failures);
    }

    static AriRecord of(JsonObject json) {
        return new AriRecord(
                json.has("start")
                        ? new Window(
                                json.instant("start"),
                                json.instant("end"),
                                json.instant("chosen"),
                                PendingOrder.uri(json.textOrNull("explanationUrl")))
                        : null,
                json.instantOrNull("checkedAt"),
                json.instant("nextCheck"),
                json.instantOrNull("failingSince"),
                json.number("failures"));
    }

    private Window window(RenewalInfo info, RandomGenerator random) {
        if (window != null
                && window.start().equals(info.start())
                && window.end().equals(info.end())) {
            return new Window(window.start(), window.end(), window.chosen(), info.explanationUrl());
        }
        Duration length = Duration.between(info.start(), info.end());
        Instant chosen =
                info.start().plusMillis(Math.round(length.toMillis() * random.nextDouble()));
        return new Window(info.start(), info.end(), chosen, info.explanationUrl());
    }

    private static Duration untilNextPoll(RenewalInfo info, Instant now, Life life) {
        if (info.retryAfter() == null || !info.retryAfter().isAfter(now)) {
            return Durations.min(SIX_HOURS, life.part(1 / 20.0));
        }
        return Durations.clamp(
                Duration.between(now, info.retryAfter()),
                Durations.min(TEN_MINUTES, life.part(1 / 20.0)),
                longestPoll(life));
    }

    private static Duration longestPoll(Life life) {
        return Durations.min(ONE_DAY, life.part(1 / 10.0));
    }
}
