package dev.quaygate.acme;

import dev.quaygate.acme.issue.FailureKind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** When to try again after a failure. Pure: randomness comes in as a number. */
final class RetrySchedule {
    private static final List<Duration> UNREACHABLE = minutes(1, 2, 5, 10, 20, 30);
    private static final List<Duration> VALIDATION = minutes(1, 10, 100, 6 * 60, 24 * 60);
    private static final List<Duration> REFUSED = minutes(60, 12 * 60, 24 * 60);
    private static final List<Duration> RATE_LIMITED = minutes(60, 180, 360);
    private static final List<Duration> ACCOUNT = minutes(24 * 60);
    private static final List<Duration> STORE =
            Stream.of(30, 60, 120, 240, 300).map(Duration::ofSeconds).toList();

    private static final Duration LONGEST_RATE_LIMIT = Duration.ofDays(7);
    private static final Duration LONGEST_OUTAGE_HINT = Duration.ofDays(1);
    private static final Duration SHORT_LIFE_FLOOR = Duration.ofMinutes(12);

    private RetrySchedule() {}

    /**
     * The instant of the next try.
     *
     * @param kind class of the failure
     * @param inRow failures of this class in a row, this one included, at least 1
     * @param now time of the failure
     * @param life life of the certificate that is still served, null if there is none
     * @param retryAt when the authority wants to be asked again, null if it did not say; the past
     *     means nothing
     * @param luck uniform in [0, 1)
     * @return instant of the next try, after {@code now}
     */
    static Instant next(
            FailureKind kind,
            int inRow,
            Instant now,
            @Nullable Life life,
            @Nullable Instant retryAt,
            double luck) {
        Instant hint = retryAt != null && retryAt.isAfter(now) ? retryAt : null;
        return switch (kind) {
            case RATE_LIMITED ->
                    hint == null
                            ? now.plus(step(RATE_LIMITED, inRow))
                            : Durations.earlier(hint, now.plus(LONGEST_RATE_LIMIT));
            case UNREACHABLE ->
                    hint == null
                            ? now.plus(
                                    within(
                                            life,
                                            now,
                                            spread(step(UNREACHABLE, inRow), 0.8 + 0.4 * luck)))
                            : now.plus(within(life, now, outageHint(hint, now)));
            case VALIDATION ->
                    now.plus(within(life, now, spread(step(VALIDATION, inRow), 1 + luck / 10)));
            case REFUSED -> now.plus(within(life, now, step(REFUSED, inRow)));
            case ACCOUNT -> now.plus(within(life, now, step(ACCOUNT, inRow)));
            case STORE -> now.plus(within(life, now, step(STORE, inRow)));
        };
    }

    /**
     * A short life cannot wait a day: at most a quarter of what is left, at least the floor. Once
     * it is over nothing is left to save, and a quarter of all of it is soon enough.
     */
    static Duration within(@Nullable Life life, Instant now, Duration delay) {
        if (life == null || !life.isShort()) {
            return delay;
        }
        Duration floor = Durations.min(SHORT_LIFE_FLOOR, life.part(1 / 50.0));
        Duration left = life.isOver(now) ? life.length() : Duration.between(now, life.end());
        Duration quarter = left.dividedBy(4);
        return Durations.max(floor, Durations.min(delay, quarter));
    }

    private static Duration outageHint(Instant hint, Instant now) {
        return Durations.min(Duration.between(now, hint), LONGEST_OUTAGE_HINT);
    }

    private static Duration step(List<Duration> steps, int inRow) {
        return steps.get(Math.clamp(inRow - 1, 0, steps.size() - 1));
    }

    private static Duration spread(Duration delay, double factor) {
        return Duration.ofMillis(Math.round(delay.toMillis() * factor));
    }

    private static List<Duration> minutes(int... steps) {
        return java.util.Arrays.stream(steps).mapToObj(Duration::ofMinutes).toList();
    }
}
