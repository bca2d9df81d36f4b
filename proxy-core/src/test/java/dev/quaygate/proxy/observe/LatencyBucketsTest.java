package dev.quaygate.proxy.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LatencyBucketsTest {
    @ParameterizedTest
    @CsvSource({
        "-5, 100000",
        "0, 100000",
        "100000, 100000",
        "100001, 200000",
        "900001, 1000000",
        "1000000, 1000000",
        "1000001, 2000000",
        "99999999999, 100000000000",
        "100000000000, 100000000000",
    })
    void takesTheFirstBoundThatIsNotBelow(long nanos, long bound) {
        assertThat(LatencyBuckets.bound(LatencyBuckets.of(nanos))).isEqualTo(bound);
    }

    @Test
    void putsLongerThanAllIntoTheLast() {
        assertThat(LatencyBuckets.of(100_000_000_001L)).isEqualTo(LatencyBuckets.BOUNDED);
        assertThat(LatencyBuckets.of(Long.MAX_VALUE)).isEqualTo(LatencyBuckets.BOUNDED);
    }

    @Test
    void agreesWithASearchOverAllBounds() {
        long seed = 20_261_124;
        var random = new Random(seed);
        for (int i = 0; i < 10_000; i++) {
            long nanos = (long) Math.pow(10, 3 + 9 * random.nextDouble());
            int expected = 0;
            while (expected < LatencyBuckets.BOUNDED && LatencyBuckets.bound(expected) < nanos) {
                expected++;
            }
            assertThat(LatencyBuckets.of(nanos)).as("seed %d, %d", seed, nanos).isEqualTo(expected);
        }
    }
}
