package dev.quaygate.workers.resources;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ByteSizeTest {
    @Test
    void aSizeIsShownInItsLargestUnitWithAtMostOneDigit() {
        assertThat(ByteSize.text(0)).isEqualTo("0 B");
        assertThat(ByteSize.text(1023)).isEqualTo("1023 B");
        assertThat(ByteSize.text(1024)).isEqualTo("1 KiB");
        assertThat(ByteSize.text(3L << 30)).isEqualTo("3 GiB");
        assertThat(ByteSize.text((3L << 30) / 100 * 80)).isEqualTo("2.4 GiB");
        assertThat(ByteSize.text((1L << 30) - 1)).isEqualTo("1 GiB");
        assertThat(ByteSize.text(Long.MAX_VALUE)).isEqualTo("8 EiB");
    }
}
