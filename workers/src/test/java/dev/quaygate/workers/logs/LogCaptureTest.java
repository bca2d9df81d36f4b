package dev.quaygate.workers.logs;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.workers.AppControl.LogLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** W19, round by round with a clock of our own. */
final class LogCaptureTest {
    @TempDir private Path run;

    private final List<LogLine> printed = new ArrayList<>();
    private Instant now = Instant.parse("2026-11-24T12:00:00Z");
    private LogCapture capture;
    private Path out;
    private Path err;

    @BeforeEach
    void followNothingYet() {
        capture = fresh();
        out = run.resolve("1.out");
        err = run.resolve("1.err");
    }

    @Test
    void linesOfBothStreamsAreTagged() throws Exception {
        capture.follow(worker(1));
        append(out, "hello\n");
        append(err, "oops\n");

        capture.poll();

        assertThat(printed)
                .containsExactly(
                        new LogLine(now, "shop", 1, "out", "hello"),
                        new LogLine(now, "shop", 1, "err", "oops"));
    }

    @Test
    void whatIsReadOnceIsNotReadAgain() throws Exception {
        capture.follow(worker(1));
        append(out, "one\n");
        capture.poll();
        append(out, "two\n");
        capture.poll();
        capture.poll();

        assertThat(texts()).containsExactly("one", "two");
    }

    @Test
    void lastWordsOfADeadWorkerAreThereAtOnce() throws Exception {
        capture.follow(worker(1));
        append(err, "Traceback\nValueError: no database");

        assertThat(capture.lastErrors("shop", 1))
                .containsExactly("Traceback", "ValueError: no database");
        capture.finish("shop", 1);
        capture.follow(worker(1)); // its successor has the same files
        capture.finish("shop", 1);
        capture.poll();

        assertThat(texts()).containsExactly("Traceback", "ValueError: no database");
    }

    @Test
    void lastWordsStayAfterTheFilesAreLetGo() throws Exception {
        capture.follow(worker(1));
        append(err, "Traceback\nValueError: no database");
        capture.finish("shop", 1);

        assertThat(capture.lastErrors("shop", 1))
                .containsExactly("Traceback", "ValueError: no database");
        assertThat(capture.tail("shop", 10)).hasSize(2);
    }

    @Test
    void theLast20ErrorLinesAndTheLast200LinesAreKept() throws Exception {
        capture.follow(worker(1));
        for (int n = 1; n <= 300; n++) {
            append(err, "e" + n + "\n");
        }

        assertThat(capture.lastErrors("shop", 1)).hasSize(20).startsWith("e281").endsWith("e300");
        assertThat(capture.lastLines("shop", 1)).hasSize(200);
        assertThat(capture.lastLines("shop", 1).getFirst().text()).isEqualTo("e101");
        assertThat(capture.tail("shop", 3))
                .extracting(LogLine::text)
                .containsExactly("e298", "e299", "e300");
    }

    @Test
    void aWorkerThatComplainsOnStandardOutputIsHeardToo() throws Exception {
        capture.follow(worker(1));
        append(out, "cannot bind\n");

        assertThat(capture.lastErrors("shop", 1)).containsExactly("cannot bind");
    }

    @Test
    void theNextWorkerOfANumberStartsWithoutTheErrorsOfTheOneBefore() throws Exception {
        capture.follow(worker(1));
        append(err, "first died\n");
        capture.follow(worker(1));
        append(err, "second\n");

        assertThat(capture.lastErrors("shop", 1)).containsExactly("second");
        capture.poll();
        assertThat(texts()).containsExactly("first died", "second");
    }

    @Test
    void afterOurRestartNothingIsRepeatedAndNothingLost() throws Exception {
        capture.follow(worker(1));
        append(out, "one\nbegun, ");
        capture.poll();
        // Killed here: nothing is closed.
        append(out, "ended\nthree\n");

        capture = fresh();
        capture.resume(worker(1));
        capture.poll();

        assertThat(texts()).containsExactly("one", "begun, ended", "three");
    }

    @Test
    void firstWordsOfAWorkerAreReadThoughNobodyFollowedWhenItSpoke() throws Exception {
        append(out, "");
        capture.follow(worker(1));
        capture.poll();

        capture = fresh(); // the one before was killed: it let go of nothing in order
        append(out, "alone\n");
        capture.resume(worker(1));
        capture.poll();

        assertThat(texts()).containsExactly("alone");
    }

    @Test
    void anAdoptedFileOfWhichNothingIsRememberedIsReadFromItsEnd() throws Exception {
        append(out, "old\n");
        capture.resume(worker(1));
        capture.poll();
        append(out, "new\n");
        capture.poll();

        assertThat(texts()).containsExactly("new");
    }

    @Test
    void lastLinesOfAnAdoptedWorkerAreKnownThoughTheyAreNotHandedOnAgain() throws Exception {
        capture.follow(worker(1));
        append(err, ("x".repeat(1023) + "\n").repeat(100) + "warning\nbegun");
        capture.poll();
        printed.clear();

        capture = fresh();
        capture.resume(worker(1));
        append(err, " and ended\n");
        capture.poll();

        assertThat(texts()).containsExactly("begun and ended");
        assertThat(capture.lastErrors("shop", 1))
                .hasSize(20)
                .endsWith("warning", "begun and ended");
        assertThat(capture.lastLines("shop", 1)).hasSize(65);
    }

    @Test
    void anOffsetOfAnotherFileOfThatNameIsNotUsed() throws Exception {
        capture.follow(worker(1));
        append(out, "a long first line\n");
        capture.poll();
        capture.close();
        Files.move(out, run.resolve("moved"));
        append(out, "new file, longer than the old one was\n");

        capture = fresh();
        capture.follow(worker(1));
        capture.poll();

        assertThat(texts()).endsWith("new file, longer than the old one was");
    }

    @Test
    void aLargeFileIsEmptiedOnceReadAndTheWorkerGoesOnInIt() throws Exception {
        capture.follow(worker(1));
        append(out, ("x".repeat(1023) + "\n").repeat(9 * 1024));
        pollUntilRead();

        assertThat(Files.size(out)).isZero();
        append(out, "after\n");
        now = now.plusSeconds(2);
        capture.poll();
        assertThat(texts()).endsWith("after");

        capture = fresh();
        capture.resume(worker(1));
        capture.poll();
        assertThat(texts()).endsWith("after");
    }

    @Test
    void aFileEmptiedBySomebodyElseIsReadFromItsStart() throws Exception {
        capture.follow(worker(1));
        append(out, "before\n");
        capture.poll();
        Files.write(out, new byte[0]);
        append(out, "new\n");
        capture.poll();

        assertThat(texts()).containsExactly("before", "new");
    }

    @Test
    void aFloodIsDroppedWithACountAndItsEndIsKept() throws Exception {
        capture.follow(worker(1));
        for (int n = 0; n < 10; n++) { // 1 MiB each 100 ms
            append(out, ("x".repeat(1023) + "\n").repeat(1024));
            capture.poll();
            now = now.plusMillis(100);
        }
        append(out, "the end\n");
        capture.poll();

        assertThat(printed).hasSize(2048 + 2);
        assertThat(texts().subList(2048, 2050))
                .containsExactly(
                        "8192 lines (8 MiB) dropped: more than 2 MiB or 20000 lines a second",
                        "the end");
        assertThat(capture.lastLines("shop", 1).getLast().text()).isEqualTo("the end");
    }

    @Test
    void aBacklogThatNobodyCanReadInTimeIsSkipped() throws Exception {
        capture.follow(worker(1));
        append(out, ("x".repeat(1023) + "\n").repeat(40 * 1024));
        append(out, "the end\n");
        pollUntilRead();
        now = now.plusSeconds(1);
        capture.poll();

        assertThat(capture.lastLines("shop", 1)).extracting(LogLine::text).contains("the end");
        assertThat(texts().getLast()).startsWith("more than 0 lines (39 MiB) dropped");
        assertThat(Files.size(out)).isZero();
    }

    @Test
    void aLinkInPlaceOfTheFileIsNotFollowed() throws Exception {
        Path secret = Files.writeString(run.resolve("secret"), "secret\n");
        Files.createSymbolicLink(out, secret);
        capture.follow(worker(1));
        capture.poll();

        assertThat(printed).isEmpty();
        assertThat(secret).hasContent("secret\n");
    }

    @Test
    void aSecondNameOfSomebodyElsesFileIsNotTouched() throws Exception {
        Path secret = Files.writeString(run.resolve("secret"), "secret\n");
        Files.createLink(out, secret);
        Files.createLink(run.resolve("1.err.at"), secret);
        append(err, "heard\n");
        capture.follow(worker(1));
        capture.poll();

        assertThat(texts()).containsExactly("heard");
        assertThat(secret).hasContent("secret\n");
    }

    @Test
    void aPipeInPlaceOfAFileHoldsNobodyUp() throws Exception {
        assertThat(mkfifo(out, run.resolve("1.err.at"))).isZero();
        append(err, "heard\n");

        capture.follow(worker(1));
        capture.poll();
        append(err, "once\n");
        capture.poll();

        assertThat(texts()).containsExactly("heard", "once");
    }

    @Test
    void anInterruptedCallerDoesNotEndTheFollowing() throws Exception {
        capture.follow(worker(1));
        append(out, "one\n");
        capture.poll();

        Thread.currentThread().interrupt();
        append(out, "two\n", () -> capture.lastErrors("shop", 1));
        assertThat(Thread.interrupted()).isTrue();
        capture.poll();

        assertThat(texts()).containsExactly("one", "two");
    }

    @Test
    void appsAndWorkersAreKeptApart() throws Exception {
        capture.follow(worker(1));
        capture.follow(new WorkerOutput("shop", 2, run.resolve("2.out"), run.resolve("2.err"), 99));
        capture.follow(new WorkerOutput("blog", 1, run.resolve("b.out"), run.resolve("b.err"), 99));
        append(out, "s1\n");
        append(run.resolve("2.out"), "s2\n");
        append(run.resolve("b.out"), "b1\n");

        assertThat(capture.tail("shop", 9)).extracting(LogLine::text).containsExactly("s1", "s2");
        assertThat(capture.lastLines("blog", 1)).extracting(LogLine::text).containsExactly("b1");
        assertThat(capture.lastErrors("blog", 7)).isEmpty();
    }

    private LogCapture fresh() {
        return new LogCapture(printed::add, () -> now);
    }

    private WorkerOutput worker(int n) {
        return new WorkerOutput("shop", n, out, err, 16 * 1024);
    }

    private List<String> texts() {
        return printed.stream().map(LogLine::text).toList();
    }

    private void pollUntilRead() {
        for (int round = 0; round < 20; round++) {
            capture.poll();
            now = now.plus(Duration.ofMillis(10));
        }
    }

    private static int mkfifo(Path one, Path other) throws Exception {
        return new ProcessBuilder("mkfifo", one.toString(), other.toString()).start().waitFor();
    }

    private static void append(Path file, String text) throws IOException {
        Files.writeString(file, text, CREATE, APPEND);
    }

    /** Writes with the interrupt put aside for the writing only. */
    private static void append(Path file, String text, Runnable then) throws IOException {
        boolean interrupted = Thread.interrupted();
        append(file, text);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        then.run();
    }
}
