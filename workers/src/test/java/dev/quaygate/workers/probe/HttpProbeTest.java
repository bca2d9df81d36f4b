package dev.quaygate.workers.probe;

import static dev.quaygate.workers.probe.ScriptedWorker.drips;
import static dev.quaygate.workers.probe.ScriptedWorker.says;
import static dev.quaygate.workers.probe.ScriptedWorker.saysAndCloses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quaygate.workers.WorkerAddress;
import dev.quaygate.workers.probe.ProbeResult.Bad;
import dev.quaygate.workers.probe.ProbeResult.Good;
import dev.quaygate.workers.settings.Probe;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** W6, W7: what counts as an answer, and that nothing holds a probe beyond its deadline. */
final class HttpProbeTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(150);
    private static final Surroundings AROUND = new Surroundings(Path.of("/"), Map.of(), List.of());

    @TempDir private Path run;

    @Test
    void aGoodStatusIsGoodAndTheRequestIsPlain() throws Exception {
        try (var worker = socket(says("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"))) {
            assertThat(ask(worker, LONG)).isEqualTo(new Good());
            assertThat(worker.request())
                    .startsWith("GET /up HTTP/1.1\r\n")
                    .contains("\r\nHost: localhost\r\n")
                    .contains("\r\nConnection: close\r\n");
        }
    }

    @Test
    void aBadStatusIsNamed() throws Exception {
        try (var worker = socket(says("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n"))) {
            assertThat(ask(worker, LONG)).isEqualTo(new Bad("GET /up: 503"));
        }
    }

    @Test
    void aPortIsAskedAsASocketIs() throws Exception {
        try (var worker = ScriptedWorker.onPort(saysAndCloses("HTTP/1.0 302 Found\r\n\r\n"))) {
            assertThat(ask(worker, LONG)).isEqualTo(new Good());
        }
    }

    @Test
    void anAnswerInChunksEndsWithTheLastOne() throws Exception {
        String answer = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n";
        try (var worker = socket(says(answer))) {
            assertThat(ask(worker, LONG)).isEqualTo(new Good());
        }
    }

    @Test
    void anAnswerWithoutLengthEndsWithTheConnection() throws Exception {
        try (var worker = socket(saysAndCloses("HTTP/1.1 200 OK\r\n\r\nhello"))) {
            assertThat(ask(worker, LONG)).isEqualTo(new Good());
        }
    }

    @Test
    void anAnswerWithoutBodyEndsWithItsHead() throws Exception {
        try (var worker = socket(says("HTTP/1.1 204 No Content\r\n\r\n"))) {
            assertThat(ask(worker, LONG)).isEqualTo(new Good());
        }
    }

    @Test
    void earlyHintsAreNotTheAnswer() throws Exception {
        String answer =
                "HTTP/1.1 103 Early Hints\r\n\r\n"
                        .concat("HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n");
        try (var worker = socket(says(answer))) {
            assertThat(ask(worker, LONG)).isEqualTo(new Bad("GET /up: 500"));
        }
    }

    @Test
    void ofALargeBodyOnlyABeginningIsRead() throws Exception {
        String answer = "HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\n\r\n";
        try (var worker = socket(says(answer + "x".repeat(70_000)))) {
            assertThat(ask(worker, LONG)).isEqualTo(new Good());
        }
    }

    @Test
    void aSilentWorkerDoesNotHoldIt() throws Exception {
        try (var worker = socket(says(""))) {
            assertThat(ask(worker, SHORT)).isEqualTo(new Bad("GET /up: no answer within 150 ms"));
        }
    }

    @Test
    void aWorkerThatDripsItsHeadDoesNotHoldIt() throws Exception {
        try (var worker = socket(drips("HTTP/1.1 200 OK\r\nX-Long: "))) {
            assertThat(ask(worker, SHORT)).isEqualTo(new Bad("GET /up: no answer within 150 ms"));
        }
    }

    @Test
    void aWorkerThatDripsItsBodyDoesNotHoldIt() throws Exception {
        try (var worker = socket(drips("HTTP/1.1 200 OK\r\n\r\n"))) {
            assertThat(ask(worker, SHORT))
                    .isEqualTo(new Bad("GET /up: 200, but incomplete: no answer within 150 ms"));
        }
    }

    @Test
    void anAnswerThatEndsEarlyIsBad() throws Exception {
        String answer = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort";
        try (var worker = socket(saysAndCloses(answer))) {
            assertThat(ask(worker, LONG))
                    .isEqualTo(new Bad("GET /up: 200, but the answer ended early"));
        }
    }

    @Test
    void aConnectionClosedWithoutAnAnswerIsBad() throws Exception {
        try (var worker = socket(saysAndCloses(""))) {
            assertThat(ask(worker, LONG)).isEqualTo(new Bad("GET /up: closed without an answer"));
        }
    }

    @Test
    void anotherProtocolIsBad() throws Exception {
        try (var worker = socket(says("SSH-2.0-OpenSSH_9.2\r\n\r\n"))) {
            assertThat(ask(worker, LONG)).isEqualTo(new Bad("GET /up: the answer is not HTTP/1"));
        }
    }

    @Test
    void aMissingSocketIsNamed() throws Exception {
        var nowhere = new WorkerAddress.Socket(run.resolve("none.sock"));

        assertThat(ask(new Probe.Http("/up", 200, 399), nowhere, LONG))
                .isEqualTo(new Bad("connect: no such file"));
        assertThat(ask(new Probe.Connect(), nowhere, LONG))
                .isEqualTo(new Bad("connect: no such file"));
    }

    @Test
    void aSocketOfADeadWorkerRefuses() throws Exception {
        Path path = run.resolve("dead.sock");
        // Nobody is in accept(): close would otherwise only take effect once that thread has left.
        var listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listener.bind(UnixDomainSocketAddress.of(path));
        listener.close();

        assertThat(path).exists();
        assertThat(ask(new Probe.Connect(), new WorkerAddress.Socket(path), LONG))
                .isEqualTo(new Bad("connect: connection refused"));
    }

    @Test
    void anOpenSocketAndAnOpenPortAreConnectedTo() throws Exception {
        try (var socket = socket(says(""));
                var port = ScriptedWorker.onPort(says(""))) {
            assertThat(ask(new Probe.Connect(), socket.address(), LONG)).isEqualTo(new Good());
            assertThat(ask(new Probe.Connect(), port.address(), LONG)).isEqualTo(new Good());
        }
    }

    @Test
    void aWorkerWhoseQueueIsFullDoesNotHoldIt() throws Exception {
        Path path = run.resolve("full.sock");
        var worker = new WorkerAddress.Socket(path);
        try (var listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listener.bind(UnixDomainSocketAddress.of(path), 1);
            ProbeResult result = new Good();
            for (int n = 0; n < 5 && result.good(); n++) { // each stays in the queue
                result = ask(new Probe.Connect(), worker, SHORT);
            }

            assertThat(result).isEqualTo(new Bad("connect: no answer within 150 ms"));
            assertThat(ask(new Probe.Http("/up", 200, 399), worker, SHORT))
                    .isEqualTo(new Bad("connect: no answer within 150 ms"));
        }
    }

    @Test
    void anInterruptEndsItAtOnce() throws Exception {
        try (var worker = socket(says(""))) {
            Thread.currentThread().interrupt();

            assertThatThrownBy(() -> ask(worker, LONG)).isInstanceOf(InterruptedException.class);
        } finally {
            Thread.interrupted();
        }
    }

    private ScriptedWorker socket(ScriptedWorker.Script script) throws Exception {
        return ScriptedWorker.onSocket(run.resolve("1.sock"), script);
    }

    private static ProbeResult ask(ScriptedWorker worker, Duration within) throws Exception {
        return ask(new Probe.Http("/up", 200, 399), worker.address(), within);
    }

    private static ProbeResult ask(Probe probe, WorkerAddress worker, Duration within)
            throws Exception {
        return new Prober().ask(probe, worker, within, AROUND);
    }
}
