package dev.quaygate.app.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.app.config.settings.AdminSettings;
import dev.quaygate.app.config.settings.Secret;
import dev.quaygate.app.testing.FakeApps;
import dev.quaygate.app.testing.Statuses;
import dev.quaygate.app.testing.TestDesk;
import dev.quaygate.proxy.listener.BindFailure;
import dev.quaygate.proxy.settings.ListenAddress;
import dev.quaygate.workers.AppControl.LogLine;
import dev.quaygate.workers.Operation;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Guards W24, W16, W19 at the admin endpoint: apps, operations and lines over a real socket. */
final class AppsResourceTest {
    @TempDir Path dir;
    private final TestDesk desk = new TestDesk();
    private final FakeApps apps = desk.apps();
    private final AdminServer server = new AdminServer(desk.desk());

    @BeforeEach
    void open() throws AdminBindFailure, BindFailure {
        desk.serve();
        apps.put(Statuses.shop());
        apps.put(Statuses.mail());
        Path token = dir.resolve("admin.token");
        server.apply(
                new AdminSettings(
                        List.of(new ListenAddress.Unix(dir.resolve("admin.sock"))),
                        null,
                        new Secret("file:" + token, token, null),
                        null,
                        true,
                        List.of("localhost")));
    }

    @AfterEach
    void close() {
        server.close();
        desk.close();
    }

    @Test
    void listAndOneAreTheDocumentedJson() throws IOException {
        JsonNode list = json(get("/v1/apps", "application/json"));
        JsonNode shop = json(get("/v1/apps/shop", "application/json"));

        assertThat(list).hasSize(2);
        assertThat(list.get(0)).isEqualTo(shop);
        assertThat(shop.path("release").asString()).isEqualTo("/srv/shop/2026-11-20");
        assertThat(shop.path("utilisation").asDouble()).isEqualTo(0.61);
        assertThat(shop.path("advice").path("workers").asInt()).isEqualTo(2);
        assertThat(shop.path("workers").get(0).path("memoryBytes").asLong()).isEqualTo(412L << 20);
        assertThat(shop.path("workers").get(0).path("lastExit").isNull()).isTrue();
        assertThat(shop.path("prestart").get(0).path("tookMs").asLong()).isEqualTo(3120);
        assertThat(list.get(1).path("utilisation").isNull()).isTrue();
        assertThat(list.get(1).path("nextTry").asString()).isEqualTo("2026-11-24T12:00:48Z");
        assertThat(list.get(1).path("workers").get(0).path("waitsFor").isNull()).isTrue();
        assertThat(list.get(1).path("workers").get(1).path("waitsFor").asInt()).isEqualTo(1);
    }

    @Test
    void unknownAppIsNotFound() throws IOException {
        assertThat(get("/v1/apps/nosuch", "application/json"))
                .startsWith("HTTP/1.1 404")
                .contains("QG4007");
        assertThat(post("/v1/apps/nosuch:restart", "{}")).startsWith("HTTP/1.1 404");
        assertThat(post("/v1/apps/shop:explode", "{}")).startsWith("HTTP/1.1 404");
        assertThat(get("/v1/operations/none", "application/json")).startsWith("HTTP/1.1 404");
        assertThat(apps.asked).isEmpty();
    }

    @Test
    void verbsBeginOperationsThatHaveAPlace() throws IOException {
        String begun = post("/v1/apps/shop:scale", "{\"workers\":3}");
        post("/v1/apps/shop:restart", "{}");
        post("/v1/apps/shop:deploy", "{\"release\":\"/srv/shop/next\"}");
        post("/v1/apps/shop:rollback", "{}");
        post("/v1/apps/shop:stop", "{}");
        post("/v1/apps/shop:start", "{}");

        assertThat(begun).startsWith("HTTP/1.1 202").contains("Location: /v1/operations/op1\r\n");
        assertThat(json(begun).path("state").asString()).isEqualTo("running");
        assertThat(apps.asked)
                .containsExactly(
                        "scale shop 3",
                        "restart shop",
                        "deploy shop /srv/shop/next",
                        "rollback shop",
                        "stop shop",
                        "start shop");
    }

    @Test
    void bodyThatSaysNothingIsRefused() throws IOException {
        assertThat(post("/v1/apps/shop:scale", "{\"workers\":0}")).startsWith("HTTP/1.1 400");
        assertThat(post("/v1/apps/shop:scale", "{\"workers\":\"3\"}")).startsWith("HTTP/1.1 400");
        assertThat(post("/v1/apps/shop:deploy", "{\"release\":\"next\"}"))
                .startsWith("HTTP/1.1 400");
        assertThat(post("/v1/apps/shop:scale", "workers=3")).startsWith("HTTP/1.1 400");
        assertThat(apps.asked).isEmpty();
    }

    @Test
    void busyAppRefusesWithItsReasonAndExit7() throws IOException {
        apps.refuse("a deploy of shop runs");

        assertThat(post("/v1/apps/shop:restart", "{}"))
                .startsWith("HTTP/1.1 409")
                .contains("Quaygate-Exit: 7", "QG4009", "a deploy of shop runs");
    }

    @Test
    void operationTellsHowItGoesAndHowItEnded() throws IOException {
        post("/v1/apps/shop:restart", "{}");
        FakeApps.FakeOperation operation = apps.last();
        operation.say("1/2 new worker ready in 2.1 s");

        String first = get("/v1/operations/op1?wait=20", "text/plain");
        operation.end(
                new Operation.Outcome(
                        false, "QG7007", "shop not restarted", List.of("boom\u001b[31m")));
        String rest = get("/v1/operations/op1?wait=20&from=1", "text/plain");
        JsonNode all = json(get("/v1/operations/op1", "application/json"));

        assertThat(first)
                .contains("Quaygate-Done: 0", "Quaygate-Lines: 1")
                .endsWith("\r\n\r\n1/2 new worker ready in 2.1 s\n");
        assertThat(rest)
                .contains("Quaygate-Done: 1", "Quaygate-Exit: 1")
                .endsWith("\r\n\r\nerror[QG7007]: shop not restarted\n  boom\\x1b[31m\n");
        assertThat(all.path("state").asString()).isEqualTo("failed");
        assertThat(all.path("code").asString()).isEqualTo("QG7007");
        assertThat(all.path("workerLines").get(0).asString()).startsWith("boom");
    }

    @Test
    void linesComeAsEventsTheLastFirstAndThenLive() throws IOException {
        apps.lines.add(line("old"));
        apps.lines.add(line("this is last"));
        try (var channel =
                SocketChannel.open(UnixDomainSocketAddress.of(dir.resolve("admin.sock")))) {
            write(
                    channel,
                    String.join(
                            "\r\n",
                            "GET /v1/apps/shop/logs?lines=1 HTTP/1.1",
                            "Host: localhost",
                            "Accept: text/event-stream",
                            "",
                            ""));
            var in =
                    new BufferedReader(
                            new InputStreamReader(
                                    Channels.newInputStream(channel), StandardCharsets.UTF_8));

            String last = data(in);
            while (apps.followers.isEmpty()) {
                Thread.onSpinWait();
            }
            apps.followers.forEach(follower -> follower.accept(line("new")));
            String live = data(in);

            assertThat(last).contains("this is last");
            assertThat(live).contains("\"text\":\"new\"", "\"worker\":2");
        }
    }

    @Test
    void linesAsTextAreThoseOfACertainMoment() throws IOException {
        apps.lines.add(line("bell\u0007"));

        assertThat(get("/v1/apps/shop/logs", "text/plain"))
                .endsWith("2026-11-24T12:00:00Z 2 err  bell\\x07\n");
        assertThat(get("/v1/apps/shop/logs?lines=x", "text/plain")).startsWith("HTTP/1.1 400");
    }

    @Test
    void statusAndMetricsKnowApps() throws IOException {
        String status = get("/v1/status", "text/plain");
        String metrics = get("/metrics", "text/plain");

        assertThat(status)
                .contains(
                        "apps 2 (shop 2 of 2 ready, 61 % used; mail 0 of 3 ready)",
                        "app mail (crashLoop)",
                        "app mail (1 of 3 workers fit into memory, QG7004)",
                        "Quaygate-Exit: 6");
        assertThat(metrics)
                .contains(
                        "quaygate_app_workers{app=\"shop\",state=\"ready\"} 2\n",
                        "quaygate_app_workers{app=\"mail\",state=\"crashLoop\"} 2\n",
                        "quaygate_app_restarts_total{app=\"mail\",reason=\"exit\"} 7\n",
                        "quaygate_app_restarts_total{app=\"mail\",reason=\"hung\"} 0\n",
                        "quaygate_app_restarts_total{app=\"shop\",reason=\"softMemory\"} 1\n",
                        "quaygate_app_worker_memory_bytes{app=\"shop\",worker=\"1\"} 432013312\n",
                        "quaygate_app_utilisation_ratio{app=\"shop\"} 0.61\n",
                        "quaygate_app_queue_length{app=\"mail\"} 12\n",
                        "quaygate_app_prestart_seconds{app=\"shop\",step=\"migrate\"} 3.12\n");
        assertThat(get("/readyz", "text/plain")).startsWith("HTTP/1.1 200");
    }

    private static LogLine line(String text) {
        return new LogLine(Statuses.NOW, "shop", 2, "err", text);
    }

    private static String data(BufferedReader in) throws IOException {
        String line = in.readLine();
        while (line != null && !line.startsWith("data: ")) {
            line = in.readLine();
        }
        return String.valueOf(line);
    }

    private static JsonNode json(String answer) {
        return JsonMapper.shared().readTree(answer.substring(answer.indexOf("\r\n\r\n") + 4));
    }

    private String get(String path, String accept) throws IOException {
        return ask("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nAccept: " + accept, "");
    }

    private String post(String path, String body) throws IOException {
        return ask(
                "POST "
                        + path
                        + " HTTP/1.1\r\nHost: localhost\r\nX-Quaygate: 1\r\n"
                        + "Content-Type: application/json\r\nContent-Length: "
                        + body.length(),
                body);
    }

    private String ask(String head, String body) throws IOException {
        try (var channel =
                SocketChannel.open(UnixDomainSocketAddress.of(dir.resolve("admin.sock")))) {
            write(channel, head + "\r\nConnection: close\r\n\r\n" + body);
            return new String(
                    Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void write(SocketChannel channel, String text) throws IOException {
        channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }
}
