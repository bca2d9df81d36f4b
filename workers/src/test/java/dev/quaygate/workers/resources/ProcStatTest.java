package dev.quaygate.workers.resources;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ProcStatTest {
    @Test
    void aNameWithSpacesAndParenthesesDoesNotShiftTheFields() {
        String line =
                "4242 (a) b (c) S 17 40 41 0 -1 4194304 99 0 0 0 250 50 7 3 20 0 1 0 1249833 3133440"
                        + " 382 18446744073709551615 0 0\n";

        assertThat(ProcStat.parse(line))
                .contains(new ProcStat(4242, "a) b (c", 'S', 17, 40, 41, 1_249_833, 310));
    }

    @Test
    void whatIsNoLineOfStatIsNoProcess() {
        assertThat(ProcStat.parse("")).isEmpty();
        assertThat(ProcStat.parse("12 (x) S 1 2 3")).isEmpty();
        assertThat(ProcStat.parse("x (y) S " + "1 ".repeat(30))).isEmpty();
    }

    @Test
    void ourOwnProcessIsFoundUnderItsPid() {
        ProcessHandle self = ProcessHandle.current();

        ProcStat stat = ProcStat.of(self.pid()).orElseThrow();

        assertThat(stat.parent()).isEqualTo(self.parent().orElseThrow().pid());
        assertThat(stat.ended()).isFalse();
        assertThat(stat.cpuTicks()).isPositive();
    }

    @Test
    void aPidThatIsNotInUseIsEmpty() throws Exception {
        Process process = new ProcessBuilder("true").start();
        process.waitFor();

        assertThat(ProcStat.of(process.pid())).isEmpty();
    }
}
