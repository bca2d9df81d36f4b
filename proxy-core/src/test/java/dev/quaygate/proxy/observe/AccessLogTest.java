package dev.quaygate.proxy.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quaygate.proxy.settings.AccessLogSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessLogTest {
    /** Keeps what is written; can be made to wait or to fail. */
    private static final class Fake implements LogTarget {
        final ByteArrayOutputStream written = new ByteArrayOutputStream();
        final CountDownLatch asked = new CountDownLatch(1);
        final LinkedBlockingQueue<String> opened = new LinkedBlockingQueue<>();
        CountDownLatch gate = new CountDownLatch(0);
        int failAfter = Integer.MAX_VALUE;

        @Override
        public void reopen() {
            opened.add("opened");
        }

        @Override
        public void write(ByteBuffer bytes) throws IOException {
            asked.countDown();
            try {
                gate.await();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
            while (bytes.hasRemaining()) {
                if (failAfter-- == 0) {
                    throw new IOException("No space left on device");
                }
                written.write(bytes.get());
            }
        }

        @Override
        public void close() {}

        String text() {
            return written.toString(StandardCharsets.UTF_8);
        }
    }

    @TempDir private Path folder;

    @Test
    void writesExactlyOneLinePerExchangeOfAllLoops() throws Exception {
        Path file = folder.resolve("access.log");
        AccessLog log = AccessLog.open(toFile(file), 4);
        var threads = new ArrayList<Thread>();
        for (int loop = 0; loop < 4; loop++) {
            int index = loop;
            threads.add(Thread.ofPlatform().start(() -> write(log, index, 1_500)));
        }
        for (Thread thread : threads) {
            thread.join();
        }

        log.close();

        assertThat(log.dropped()).isZero();
        assertThat(Files.readAllLines(file))
                .hasSize(6_000)
                .allMatch(line -> line.startsWith("{\"ts\":") && line.endsWith("}"));
    }

    @Test
    void goesOnInANewFileAfterRotation() throws Exception {
        Path file = folder.resolve("access.log");
        Path rotated = folder.resolve("access.log.1");
        AccessLog log = AccessLog.open(toFile(file), 1);
        log.close();
        AccessLog again = AccessLog.open(toFile(file), 1);
        write(again, 0, 1);
        again.close();
        Files.move(file, rotated);

        var target = LogTarget.of(toFile(file));
        target.reopen();
        target.write(ByteBuffer.wrap("one\n".getBytes(StandardCharsets.UTF_8)));
        Files.move(file, folder.resolve("access.log.2"));
        target.reopen();
        target.write(ByteBuffer.wrap("two\n".getBytes(StandardCharsets.UTF_8)));
        target.close();

        assertThat(rotated).content().hasLineCount(1);
        assertThat(file).hasContent("two\n");
    }

    @Test
    void opensTheTargetAnewWhenTold() throws Exception {
        var target = new Fake();
        AccessLog log = AccessLog.open(AccessLogTest.stdout(), 1, target);
        assertThat(target.opened.poll(10, TimeUnit.SECONDS)).isEqualTo("opened");

        log.reopen();

        assertThat(target.opened.poll(10, TimeUnit.SECONDS)).isEqualTo("opened");
        log.close();
    }

    @Test
    void dropsAndCountsInsteadOfWaitingForATargetThatIsStuck() throws Exception {
        var target = new Fake();
        target.gate = new CountDownLatch(1);
        AccessLog log = AccessLog.open(stdout(), 1, target);
        write(log, 0, 1);
        target.asked.await();

        write(log, 0, 20_000); // the writer holds one chunk, the ring takes 1 MiB

        long dropped = log.dropped();
        assertThat(dropped).isBetween(15_000L, 18_999L);
        target.gate.countDown();
        log.close();
        assertThat(target.text()).hasLineCount((int) (20_001 - dropped));
        assertThat(log.dropped()).isEqualTo(dropped);
    }

    @Test
    void countsLinesThatTheTargetRefusedAndStartsAfreshAfterwards() throws Exception {
        var target = new Fake();
        target.failAfter = 100;
        AccessLog log = AccessLog.open(stdout(), 1, target);
        write(log, 0, 3);
        while (log.dropped() == 0) {
            Thread.onSpinWait();
        }
        write(log, 0, 2);
        log.close();

        var lines = target.text().lines().toList();
        assertThat(lines.size() - 1 + log.dropped()).isEqualTo(5);
        assertThat(lines.getFirst()).hasSize(100);
        assertThat(lines.subList(1, lines.size()))
                .isNotEmpty()
                .allMatch(line -> line.startsWith("{") && line.endsWith("}"));
    }

    @Test
    void writesFailuresOfRoutesThatWantNoLines() throws Exception {
        var target = new Fake();
        AccessLog log = AccessLog.open(stdout(), 1, target);
        ExchangeRecord fine = Records.answered(200, 1);
        fine.log = false;
        ExchangeRecord own = Records.answered(308, 1);
        own.cause = Cause.REDIRECT;
        own.log = false;
        ExchangeRecord failed = Records.record();
        failed.log = false;

        log.write(0, fine);
        log.write(0, own);
        log.write(0, failed);
        log.close();

        assertThat(target.text()).hasLineCount(1).contains("upstream_refused");
    }

    @Test
    void writesNothingWhenItIsOff() throws Exception {
        var target = new Fake();
        AccessLog log = AccessLog.open(AccessLogSettings.OFF, 1, target);

        write(log, 0, 10);
        log.close();

        assertThat(target.text()).isEmpty();
        assertThat(log.dropped()).isZero();
    }

    @Test
    void failsToOpenAFileThatCannotBe() {
        assertThatThrownBy(() -> AccessLog.open(toFile(folder.resolve("no/such/dir")), 1))
                .isInstanceOf(IOException.class);
    }

    private static void write(AccessLog log, int loop, int lines) {
        for (int i = 0; i < lines; i++) {
            log.write(loop, Records.answered(200, i));
        }
    }

    private static AccessLogSettings stdout() {
        return new AccessLogSettings(
                AccessLogSettings.Target.STDOUT,
                null,
                AccessLogSettings.Format.JSON,
                Redaction.DEFAULT);
    }

    private static AccessLogSettings toFile(Path file) {
        return new AccessLogSettings(
                AccessLogSettings.Target.FILE,
                file,
                AccessLogSettings.Format.JSON,
                Redaction.DEFAULT);
    }
}
