package dev.quaygate.workers.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

final class FloodGateTest {
    private static final Instant T0 = Instant.parse("2026-11-24T12:00:00Z");

    private final FloodGate gate = new FloodGate();

    @Test
    void twoMebibytesPassInASecondAndTheRestIsCounted() {
        int passed = 0;
        for (int i = 0; i < 10 * 1024; i++) {
            passed += gate.admit(1024, T0.plusMillis(i / 11)) ? 1 : 0;
        }

        assertThat(passed).isEqualTo(2048);
        assertThat(gate.report(T0.plusMillis(999))).isEmpty();
        assertThat(gate.report(T0.plusMillis(1000)))
                .contains("8192 lines (8 MiB) dropped: more than 2 MiB or 20000 lines a second");
        assertThat(gate.report(T0.plusMillis(1000))).isEmpty();
    }

    @Test
    void manyShortLinesAreAFloodToo() {
        for (int i = 0; i < 20_001; i++) {
            gate.admit(0, T0);
        }

        assertThat(gate.report(T0.plusSeconds(1)).orElseThrow()).startsWith("1 line (0 B) dropped");
    }

    @Test
    void theNextSecondIsOpenAgain() {
        gate.admit(FloodGate.BYTES, T0);

        assertThat(gate.admit(1, T0.plusMillis(500))).isFalse();
        assertThat(gate.admit(1, T0.plusMillis(1500))).isTrue();
    }

    @Test
    void skippedBytesMakeTheCountALeast() {
        gate.admit(10, T0);
        gate.skip(5 << 20);

        assertThat(gate.reportNow().orElseThrow()).startsWith("more than 0 lines (5 MiB) dropped");
    }
}
