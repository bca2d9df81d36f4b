package dev.quaygate.workers.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** W23. */
class OrphanReaperTest {
    private static final int PR_SET_CHILD_SUBREAPER = 36;

    @Test
    void orphansThatWeInheritDoNotStayInTheProcessTable() throws Throwable {
        inheritOrphans(true);
        try {
            Process parent =
                    new ProcessBuilder(
                                    "/bin/sh",
                                    "-c",
                                    "for i in 1 2 3 4 5; do (sleep 0.3 >&2 & echo $!); done")
                            .start();
            List<Long> orphans =
                    new String(parent.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .map(Long::parseLong)
                            .toList();
            parent.waitFor();
            while (orphans.stream().anyMatch(pid -> !zombie(pid))) {
                Thread.onSpinWait();
            }
            var reaper = new OrphanReaper();

            assertThat(reaper.reap() + reaper.reap()).isZero(); // perhaps Java waits for them
            assertThat(reaper.reap()).isGreaterThanOrEqualTo(5);

            assertThat(orphans).noneMatch(OrphanReaperTest::zombie);
        } finally {
            inheritOrphans(false);
        }
    }

    private static boolean zombie(long pid) {
        return ProcFile.entry(pid).filter(entry -> entry.state() == 'Z').isPresent();
    }

    /** What process 1 is to all is one that asks for it to those below it. */
    @SuppressWarnings("restricted")
    private static void inheritOrphans(boolean on) throws Throwable {
        Linker linker = Linker.nativeLinker();
        var prctl =
                linker.downcallHandle(
                        linker.defaultLookup().find("prctl").orElseThrow(),
                        FunctionDescriptor.of(
                                ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG));
        assertThat((int) prctl.invokeExact(PR_SET_CHILD_SUBREAPER, on ? 1L : 0L)).isZero();
    }
}
