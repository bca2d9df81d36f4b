package dev.quaygate.workers.resources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** W10: memory and CPU of a worker with its children, against what the kernel says elsewhere. */
final class ProcessTableTest {
    /** A worker, a child of its session that shares its memory, one in a session of its own. */
    private static final String FAMILY =
            """
            import os, sys, time
            memory = bytearray(b'x') * (48 << 20)
            def burn():
                while time.process_time() < 0.1: pass
            for own in (False, True):
                r, w = os.pipe()
                if os.fork() == 0:
                    if own: os.setsid()
                    more = bytearray(b'y') * (16 << 20)
                    burn()
                    os.write(w, b'1')
                    sys.stdin.readline()
                    time.sleep(60)
                os.read(r, 1)
            burn()
            print('ready', flush=True)
            sys.stdin.readline()
            """;

    @Test
    void memoryOfAllProcessesOfAWorkerIsWithin5PercentOfTheKernels() throws Exception {
        try (var worker = RunningWorker.python(FAMILY)) {
            worker.line();

            WorkerUsage usage = ProcessTable.read().usage(worker.pid()).orElseThrow();

            long rss = kernel(usage.pids(), "Rss:");
            long pss = kernel(usage.pids(), "Pss:");
            assertThat(usage.pids()).hasSize(3).startsWith(worker.pid());
            assertThat(usage.pssExact()).isTrue();
            assertThat(usage.rssBytes()).isCloseTo(rss, within(rss / 20));
            assertThat(usage.pssBytes()).isCloseTo(pss, within(pss / 20));
            assertThat(usage.rssBytes()).isGreaterThan((48L * 3 + 16 * 2) << 20);
            assertThat(usage.pssBytes()).isBetween((48L + 16 * 2) << 20, (48L + 16 * 2 + 40) << 20);
        }
    }

    @Test
    void processorTimeIsThatOfAllProcessesOfAWorker() throws Exception {
        try (var worker = RunningWorker.python(FAMILY)) {
            worker.line();

            long ticks = ProcessTable.read().usage(worker.pid()).orElseThrow().cpuTicks();

            assertThat(ticks).isBetween(25L, 150L); // 3 × 0.1 s, and starting
        }
    }

    @Test
    void aWorkerLeadsItsOwnSessionAndGroup() throws Exception {
        try (var worker = RunningWorker.python("print(1, flush=True); input()")) {
            worker.line();

            ProcStat stat = ProcessTable.read().process(worker.pid()).orElseThrow();

            assertThat(stat.session()).isEqualTo(worker.pid());
            assertThat(stat.group()).isEqualTo(worker.pid());
            assertThat(stat.parent()).isEqualTo(ProcessHandle.current().pid());
        }
    }

    @Test
    void aWorkerThatIsGoneUsesNothing() throws Exception {
        try (var worker = RunningWorker.python("pass")) {
            worker.exit();

            assertThat(ProcessTable.read().usage(worker.pid())).isEmpty();
        }
    }

    @Test
    void withoutTheRightToReadPssRssTakesItsPlace(@TempDir Path proc) throws Exception {
        Path process = Files.createDirectories(proc.resolve("77"));
        Files.writeString(
                process.resolve("stat"),
                "77 (w) S 1 77 77 0 -1 0 0 0 0 0 5 5 0 0 20 0 1 0 99 0 0\n");
        Files.writeString(process.resolve("status"), "Name:\tw\nVmRSS:\t    2048 kB\n");

        WorkerUsage usage = ProcessTable.read(proc).usage(77).orElseThrow();

        assertThat(usage).isEqualTo(new WorkerUsage(List.of(77L), 2 << 20, 2 << 20, false, 10));
    }

    @Test
    void anEndedProcessHasTimeButNoMemory(@TempDir Path proc) throws Exception {
        Path leader = Files.createDirectories(proc.resolve("77"));
        Path zombie = Files.createDirectories(proc.resolve("78"));
        Files.writeString(
                leader.resolve("stat"), "77 (w) S 1 77 77 0 -1 0 0 0 0 0 5 5 0 0 20 0 1 0 99 0 0");
        Files.writeString(leader.resolve("status"), "VmRSS: 1024 kB");
        Files.writeString(
                zombie.resolve("stat"), "78 (w) Z 77 77 77 0 -1 0 0 0 0 0 3 4 0 0 20 0 1 0 99 0 0");

        WorkerUsage usage = ProcessTable.read(proc).usage(77).orElseThrow();

        assertThat(usage).isEqualTo(new WorkerUsage(List.of(77L), 1 << 20, 1 << 20, false, 17));
    }

    /** Sum over the single mappings, which we do not read ourselves. */
    private static long kernel(List<Long> pids, String field) throws Exception {
        long kilobytes = 0;
        for (long pid : pids) {
            for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/smaps"))) {
                if (line.startsWith(field)) {
                    kilobytes += KernelFile.field(line, field).orElseThrow();
                }
            }
        }
        return kilobytes * 1024;
    }
}
