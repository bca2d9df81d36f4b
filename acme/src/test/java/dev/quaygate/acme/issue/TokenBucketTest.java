package dev.quaygate.acme.issue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Counting of orders against a limit: C16. */
final class TokenBucketTest {
    private static final Instant START = Instant.parse("2026-11-24T12:00:00Z");
    private static final Duration WEEK = Duration.ofDays(7);

    @Test
    void givesTheCeilingAtOnceAndTheNextTokenAWindowAfterTheFirst() {
        TokenBucket bucket = TokenBucket.FULL.take(START, WEEK);
        Instant later = START.plusSeconds(60);
        assertThat(bucket.next(later, 2, WEEK)).isEqualTo(later);

        bucket = bucket.take(later, WEEK);

        assertThat(bucket.next(later, 2, WEEK)).isEqualTo(START.plus(WEEK));
        assertThat(bucket.used(later, WEEK)).isEqualTo(2);
        assertThat(bucket.used(START.plus(WEEK), WEEK)).isEqualTo(1);
    }

    @Test
    void believesTheAuthorityMoreThanItsCount() {
        TokenBucket bucket = TokenBucket.FULL.empty(START.plusSeconds(600));

        assertThat(bucket.next(START, 100, WEEK)).isEqualTo(START.plusSeconds(600));
        assertThat(bucket.empty(START.plusSeconds(10)).next(START, 100, WEEK))
                .isEqualTo(START.plusSeconds(600));
    }

    @Test
    void keepsItsContentInTheStore() {
        TokenBucket bucket = TokenBucket.FULL.take(START, WEEK).empty(START.plusSeconds(5));

        assertThat(TokenBucket.of(bucket.toJson())).isEqualTo(bucket);
    }

    /** The authority's bucket refills by drops; whoever keeps to ours is never refused there. */
    @Test
    void neverTakesMoreThanABucketThatRefillsByDropsWouldGive() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        TokenBucket ours = TokenBucket.FULL;
        double theirs = 50;
        Instant at = START;
        List<Instant> grants = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            Duration step = Duration.ofSeconds(random.nextInt(40_000));
            at = at.plus(step);
            theirs = Math.min(50, theirs + 50.0 * step.toSeconds() / WEEK.toSeconds());
            if (!ours.next(at, 45, WEEK).isAfter(at)) {
                ours = ours.take(at, WEEK);
                theirs--;
                grants.add(at);
                assertThat(theirs).as("seed %d", seed).isNotNegative();
            }
        }
        for (int i = 45; i < grants.size(); i++) {
            assertThat(Duration.between(grants.get(i - 45), grants.get(i)))
                    .as("seed %d", seed)
                    .isGreaterThanOrEqualTo(WEEK);
        }
    }

    @Test
    void theNewestTokensAreAllThatACeilingLooksAt() {
        Random random = new Random(5);
        for (int run = 0; run < 300; run++) {
            TokenBucket all = TokenBucket.FULL;
            TokenBucket some = TokenBucket.FULL;
            for (int i = 0; i < 40; i++) {
                Instant at = START.plusSeconds(random.nextInt(20_000));
                all = all.promise(at, START, Duration.ofHours(3));
                some = some.promise(at, START, Duration.ofHours(3)).newest(12);
                Instant asked = START.plusSeconds(random.nextInt(20_000));

                assertThat(some.next(asked, 10, Duration.ofHours(3)))
                        .isEqualTo(all.next(asked, 10, Duration.ofHours(3)));
            }
        }
    }
}
