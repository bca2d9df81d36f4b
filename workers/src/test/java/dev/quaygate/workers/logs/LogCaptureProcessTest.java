package dev.quaygate.workers.logs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.workers.AppControl.LogLine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** W19 with real processes, real time and the real thread. */
final class LogCaptureProcessTest {
    @TempDir private Path run;

    @Test
    void aFloodNeitherHoldsUpItsWorkerNorReachesTheSinkNorFillsTheDisk() throws Exception {
        AtomicLong characters = new AtomicLong();
        CountDownLatch told = new CountDownLatch(1);
        try (var capture =
                new LogCapture(
                        line -> {
                            characters.addAndGet(line.text().length());
                            if (line.text().contains(" dropped: more than ")) {
                                told.countDown();
                            }
                        },
                        InstantSource.system())) {
            capture.start();
            capture.follow(worker());

            Process flood = start("yes 'flood flood flood' | head -c 40000000; echo; echo end");

            assertThat(flood.waitFor(10, TimeUnit.SECONDS)).isTrue();
            capture.finish("shop", 1);
            assertThat(told.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(capture.lastLines("shop", 1))
                    .extracting(LogLine::text)
                    .contains("end")
                    .hasSizeLessThanOrEqualTo(200);
        }
        assertThat(characters.get()).isPositive().isLessThan(20_000_000);
        assertThat(Files.size(run.resolve("1.out"))).isLessThanOrEqualTo(40_000_010L);
    }

    @Test
    void aSlowSinkHoldsUpNobody() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch open = new CountDownLatch(1);
        var capture =
                new LogCapture(
                        _ -> {
                            entered.countDown();
                            await(open);
                        },
                        InstantSource.system());
        try {
            capture.start();
            capture.follow(worker());
            assertThat(start("echo one").waitFor()).isZero();
            assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();

            assertThat(start("echo two; echo sad >&2").waitFor()).isZero();

            assertThat(capture.lastErrors("shop", 1)).containsExactly("sad");
            assertThat(capture.tail("shop", 9)).hasSize(3);
        } finally {
            open.countDown();
            capture.close();
        }
    }

    @Test
    void linesArriveWithoutBeingAskedForAndOnceOverARestart() throws Exception {
        List<String> lines = new CopyOnWriteArrayList<>();
        for (int n = 1; n <= 2; n++) {
            CountDownLatch arrived = new CountDownLatch(1);
            try (var capture =
                    new LogCapture(
                            line -> {
                                lines.add(line.text());
                                arrived.countDown();
                            },
                            InstantSource.system())) {
                capture.start();
                capture.resume(worker());
                start("echo line " + n).waitFor();
                assertThat(arrived.await(10, TimeUnit.SECONDS)).isTrue();
            }
        }

        assertThat(lines).containsExactly("line 1", "line 2");
    }

    private WorkerOutput worker() {
        return new WorkerOutput("shop", 1, run.resolve("1.out"), run.resolve("1.err"), 16 * 1024);
    }

    private Process start(String command) throws Exception {
        return new ProcessBuilder("/bin/sh", "-c", command)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(run.resolve("1.out").toFile()))
                .redirectError(ProcessBuilder.Redirect.appendTo(run.resolve("1.err").toFile()))
                .start();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
