package dev.quaygate.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.it.harness.Behaviours;
import dev.quaygate.it.harness.FreePorts;
import dev.quaygate.it.harness.Launcher;
import dev.quaygate.it.harness.Length;
import dev.quaygate.it.harness.Quaygate;
import dev.quaygate.it.harness.RecordingUpstream;
import dev.quaygate.it.harness.SteadyLoad;
import dev.quaygate.it.wire.H1Client;
import dev.quaygate.it.wire.H1Response;
import dev.quaygate.it.wire.H2Client;
import dev.quaygate.it.wire.H2Frame;
import dev.quaygate.it.wire.WebSocketClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * H1 H2 H3 H4 H5 H6 H7 H9 H10: what a reload changes, and that it closes and fails nothing else.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ReloadXIT {
    private static final String HOST = "kept.internal";

    private RecordingUpstream upstream;
    private RecordingUpstream sockets;

    @BeforeEach
    void start() {
        upstream = RecordingUpstream.answering(Behaviours.named("app"));
        sockets = RecordingUpstream.answering(Behaviours.webSocketEcho());
    }

    @AfterEach
    void stop() {
        upstream.close();
        sockets.close();
    }

    /** The routes under load, and one more that differs from revision to revision. */
    private String yaml(int revision) {
        return """
        pools:
          extra: {to: ['127.0.0.1:%1$d'], connections: {idle: %3$d}}
        routes:
          - {name: kept, host: kept.internal, tls: internal, to: %1$d}
          - {name: kept-clear, host: kept.internal, tls: off, to: %1$d}
          - {name: sockets, host: sockets.internal, tls: internal, to: %2$d}
          - {name: sockets-clear, host: sockets.internal, tls: off, to: %2$d}
          - {name: extra, host: extra.internal, tls: off, to: extra}
          - {name: r%3$d, host: r%3$d.internal, tls: off, respond: {status: 200, body: 'revision %3$d'}}
        """
                .formatted(upstream.port(), sockets.port(), revision + 1);
    }

    /** At full length 500. */
    @Test
    void survives200ReloadsWithoutAFailedRequestOrAClosedConnection() throws Exception {
        try (var quaygate = Quaygate.start(yaml(0));
                var load = new SteadyLoad(quaygate, HOST)) {
            List<WebSocketClient> webSockets = openWebSockets(quaygate, 50);
            load.start(4, 1);

            for (int i = 1; i <= 20; i++) {
                quaygate.apply(yaml(i));
            }
            long heapEarly = quaygate.liveHeapBytes();
            long threadsEarly = quaygate.threads();
            int last = Length.of(200, 500);
            for (int i = 21; i <= last; i++) {
                quaygate.apply(yaml(i));
                assertThat(webSockets.get(i % 50).echo("after " + i)).isEqualTo("after " + i);
            }

            SteadyLoad.Result result = load.stop();
            System.out.println("reload: " + last + " reloads, " + result);
            assertThat(result.failures()).isEmpty();
            assertThat(result.requests()).isGreaterThan(1000);
            for (WebSocketClient webSocket : webSockets) {
                assertThat(webSocket.echo("still here")).isEqualTo("still here");
                webSocket.close();
            }
            assertThat(fetch(quaygate, "r" + (last + 1)).text())
                    .isEqualTo("revision " + (last + 1));
            assertThat(fetch(quaygate, "r" + last).status()).isEqualTo(404);
            assertThat(quaygate.threads()).isLessThanOrEqualTo(threadsEarly + 4);
            assertThat(quaygate.liveHeapBytes()).isLessThan(heapEarly + heapEarly / 10 + 4_000_000);
        }
    }

    private static H1Response fetch(Quaygate quaygate, String route) throws IOException {
        return H1Client.fetch(quaygate.http(), route + ".internal", "/");
    }

    private static List<WebSocketClient> openWebSockets(Quaygate quaygate, int count)
            throws IOException {
        List<WebSocketClient> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            var client =
                    i % 2 == 0
                            ? H1Client.clear(quaygate.http())
                            : H1Client.tls(quaygate.https(), "sockets.internal");
            var webSocket = WebSocketClient.open(client, "sockets.internal", "/ws");
            assertThat(webSocket.opened()).isTrue();
            all.add(webSocket);
        }
        return all;
    }

    @Test
    void keepsAnHttp2ConnectionOver20ReloadsWithoutGoAway() throws IOException {
        try (var quaygate = Quaygate.start(yaml(0));
                var client = H2Client.connect(quaygate.https(), HOST)) {
            for (int i = 1; i <= 20; i++) {
                quaygate.apply(yaml(i));
                assertThat(client.exchange(HOST, "/h2").status()).isEqualTo(200);
            }

            assertThat(client.count(H2Frame.GOAWAY)).isZero();
            assertThat(client.closed()).isFalse();
        }
    }

    @Test
    void answersOnlyWhenTheNewRevisionServesAndCountsWhatItKept() throws IOException {
        try (var quaygate = Quaygate.start(yaml(0));
                var open = H1Client.clear(quaygate.http())) {
            open.get(HOST, "/").read();

            H1Response answer = quaygate.apply(yaml(7));

            assertThat(H1Client.fetch(quaygate.http(), "r8.internal", "/").text())
                    .isEqualTo("revision 8");
            assertThat(answer.text()).contains("\"revision\":2").contains("kept");
            assertThat(open.get(HOST, "/").read().status()).isEqualTo(200);

            quaygate.edit(yaml(9));
            Launcher.Result cli = quaygate.cli("reload");
            assertThat(cli.exit()).as(cli.all()).isZero();
            assertThat(cli.out()).contains("revision 3").contains("kept").contains("cut 0");
            assertThat(H1Client.fetch(quaygate.http(), "r10.internal", "/").text())
                    .isEqualTo("revision 10");
        }
    }

    @Test
    void changesNothingWhenTheConfigurationIsBroken() throws IOException {
        String good = yaml(0);
        List<String> broken =
                List.of(
                        good.replace("routes:", "rotes:"),
                        good.replace("to: extra", "to: nobody-has-this-pool"),
                        good.replace("idle: 1", "idle: many"),
                        good.replace("host: kept.internal", "host: 'kept internal'"),
                        good.replace("{name: kept,", "{name: kept, helth: /up,"),
                        good + "routes: []\n",
                        good + "  - {name: twice, host: kept.internal, tls: internal, to: 3000}\n",
                        good.replace("routes:", "routes: ["),
                        good + "\t- x\n",
                        good + "timeouts: {response: 5 minutes}\n",
                        good.replace("tls: internal", "tls: &a internal"),
                        "- a list\n");
        long seed = System.nanoTime();
        System.out.println("ReloadXIT seed " + seed);
        List<String> all = new ArrayList<>(broken);
        all.addAll(mutated(good, new Random(seed), 50 - broken.size()));
        try (var quaygate = Quaygate.start(good);
                var open = H1Client.clear(quaygate.http())) {
            for (String yaml : all) {
                quaygate.edit(yaml);
                H1Response answer = quaygate.reload();

                assertThat(answer.status()).as(yaml + answer.text()).isEqualTo(422);
                assertThat(answer.text()).contains("\"problems\"").contains("\"line\"");
                assertThat(open.get(HOST, "/").read().text()).isEqualTo("app GET /\n");
            }
            Launcher.Result cli = quaygate.cli("reload");
            assertThat(cli.exit()).as(cli.all()).isEqualTo(3);
            assertThat(quaygate.admin().get("/v1/status").text()).contains("\"revision\":1");
        }
    }

    /** One letter of a key, a brace or a colon is another one: never what was meant. */
    private static List<String> mutated(String good, Random random, int count) {
        List<String> all = new ArrayList<>();
        while (all.size() < count) {
            int at = random.nextInt(good.length());
            boolean key = Character.isLetter(good.charAt(at)) && isInKey(good, at);
            if (key || "{}:".indexOf(good.charAt(at)) >= 0) {
                all.add(good.substring(0, at) + "~" + good.substring(at + 1));
            }
        }
        return all;
    }

    private static boolean isInKey(String text, int at) {
        int end = at;
        while (end < text.length() && Character.isLetter(text.charAt(end))) {
            end++;
        }
        return end < text.length() - 1 && text.startsWith(": ", end);
    }

    @Test
    void explainsABrokenFileAtStartAndEnds() throws Exception {
        Path folder = Quaygate.temporaryFolder();
        Path file = folder.resolve("broken.yaml");
        Files.writeString(file, "routes:\n  - {host: a.internal, to: 3000, helth: /up}\n");

        Launcher.Result result = new Launcher(folder, "off").run("run", "-c", file.toString());

        assertThat(result.exit()).isEqualTo(3);
        assertThat(result.all())
                .contains("QG1004")
                .contains("broken.yaml:2:")
                .contains("did you mean `health`");
    }

    @Test
    void opensAndClosesListenersLive() throws IOException {
        int extra = FreePorts.one();
        String without =
                "listen: {http: ['127.0.0.1:@HTTP@'], https: off, redirect: off}\n" + routes();
        String with =
                without.replace(
                        "'127.0.0.1:@HTTP@'", "'127.0.0.1:@HTTP@', '127.0.0.1:" + extra + "'");
        try (var quaygate = Quaygate.start(without);
                var kept = H1Client.clear(quaygate.http())) {
            kept.get(HOST, "/").read();
            quaygate.apply(with);
            assertThat(H1Client.fetch(extra, HOST, "/").status()).isEqualTo(200);

            try (var open = H1Client.clear(extra)) {
                assertThat(open.get(HOST, "/").read().status()).isEqualTo(200);
                quaygate.apply(without);

                Awaitility.await().atMost(Duration.ofSeconds(2)).until(() -> refused(extra));
                assertThat(open.get(HOST, "/last").read().status()).isEqualTo(200);
            }
            assertThat(kept.get(HOST, "/").read().status()).isEqualTo(200);
        }
    }

    private String routes() {
        return "routes:\n  - {name: kept, host: kept.internal, tls: off, to: %d}\n"
                .formatted(upstream.port());
    }

    private static boolean refused(int port) {
        try (var _ = H1Client.clear(port)) {
            return false;
        } catch (UncheckedIOException _) {
            return true;
        }
    }

    @Test
    void keepsHealthOverAReload() throws IOException {
        var ill = new AtomicBoolean(true);
        try (var sick =
                        RecordingUpstream.answering((request, exchange) ->
                                exchange.text(
                                        ill.get() && request.target().equals("/up") ? 500 : 200,
                                        "sick\n",
                                        request));
                var quaygate = Quaygate.start(stateful(sick.port(), 0))) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(5))
                    .until(() ->
                            H1Client.fetch(quaygate.http(), "sick.internal", "/").status() == 503);

            quaygate.apply(stateful(sick.port(), 1));

            assertThat(H1Client.fetch(quaygate.http(), "sick.internal", "/").status())
                    .isEqualTo(503);
        }
    }

    private String stateful(int sick, int revision) {
        return """
        listen: {http: ['127.0.0.1:@HTTP@'], https: off, redirect: off}
        pools:
          sick: {to: ['127.0.0.1:%d'], health: {path: /up, every: 300ms, timeout: 300ms, fall: 1, rise: 2}}
        routes:
          - {name: sick, host: sick.internal, tls: off, to: sick}
          - {name: other, host: 'o%d.internal', tls: off, to: %d}
        """
                .formatted(sick, revision, upstream.port());
    }

    @Test
    void followsTheFileWhenItIsSavedRenamedOrSwapped() throws Exception {
        String watched = "reload: {watch: true, settle: 200ms}\n";
        try (var quaygate = Quaygate.start(watched + yaml(0))) {
            quaygate.edit(watched + yaml(1));
            awaitRevision(quaygate, 2);

            Path real = quaygate.dir().resolve("real.yaml");
            Files.copy(quaygate.config(), real);
            Files.writeString(real, Files.readString(real).replace("revision 2", "swapped"));
            Path link = quaygate.dir().resolve("link.tmp");
            Files.createSymbolicLink(link, real);
            Files.move(
                    link,
                    quaygate.config(),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(5))
                    .until(() ->
                            H1Client.fetch(quaygate.http(), "r2.internal", "/")
                                    .text()
                                    .equals("swapped"));

            String next = Files.readString(real).replace("swapped", "whole again");
            Files.writeString(real, next.substring(0, next.indexOf("routes:") + 40));
            Awaitility.await()
                    .during(Duration.ofMillis(700))
                    .atMost(Duration.ofSeconds(3))
                    .until(() ->
                            H1Client.fetch(quaygate.http(), "r2.internal", "/")
                                    .text()
                                    .equals("swapped"));
            Files.writeString(real, next);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(5))
                    .until(() ->
                            H1Client.fetch(quaygate.http(), "r2.internal", "/")
                                    .text()
                                    .equals("whole again"));
            // Half a file is no revision, and each whole one is one.
            assertThat(quaygate.admin().get("/v1/status").text()).contains("\"revision\":4,");
        }
    }

    @Test
    void reloadsOnHangup() throws Exception {
        try (var quaygate = Quaygate.start(yaml(0))) {
            quaygate.edit(yaml(1));
            quaygate.signal("HUP");

            awaitRevision(quaygate, 2);
        }
    }

    private static void awaitRevision(Quaygate quaygate, int revision) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() ->
                        H1Client.fetch(quaygate.http(), "r" + revision + ".internal", "/")
                                .text()
                                .equals("revision " + revision));
    }
}
