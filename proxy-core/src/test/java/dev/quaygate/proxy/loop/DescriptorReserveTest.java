package dev.quaygate.proxy.loop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Which descriptors are kept for ourselves. */
class DescriptorReserveTest {
    @Test
    void keepsTheLastOnes() {
        var reserve = new DescriptorReserve(1024);

        assertThat(reserve.isTouchedBy(991)).isFalse();
        assertThat(reserve.isTouchedBy(992)).isTrue();
        assertThat(reserve.isTouchedBy(1023)).isTrue();
    }

    @Test
    void keepsAnEighthWhereThereAreFew() {
        var reserve = new DescriptorReserve(64);

        assertThat(reserve.isTouchedBy(55)).isFalse();
        assertThat(reserve.isTouchedBy(56)).isTrue();
    }

    @Test
    void keepsNothingWhereThereIsNoLimit() {
        assertThat(new DescriptorReserve(Long.MAX_VALUE).isTouchedBy(1 << 30)).isFalse();
    }
}
