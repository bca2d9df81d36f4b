package dev.quaygate.it.apps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.it.harness.Launcher;
import dev.quaygate.it.wire.H1Client;
import dev.quaygate.it.wire.H1Response;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** W2 W5 W14 W22 with the servers that people run: Uvicorn and Gunicorn, through HTTPS. */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class AppsServersXIT {
    private static final Path RESOURCES =
            Path.of("src/test/resources").toAbsolutePath().normalize();

    @Test
    void servesFastApiUnderUvicornOnSockets() throws Exception {
        judge(
                "[%s, 'main:app', --app-dir, %s, --uds, '{socket}']"
                        .formatted(Programs.find("uvicorn"), RESOURCES.resolve("fastapi")),
                "\"worker\":(\\d+)");
    }

    @Test
    void servesFastApiUnderGunicornOnSockets() throws Exception {
        judge(
                "[%s, 'main:app', -k, uvicorn_worker.UvicornWorker, -w, '1', --chdir, %s, --bind, 'unix:{socket}']"
                        .formatted(Programs.find("gunicorn"), RESOURCES.resolve("fastapi")),
                "\"worker\":(\\d+)");
    }

    @Test
    void servesWsgiUnderGunicornOnPorts() throws Exception {
        judge(
                "[%s, 'wsgi:app', -w, '1', --threads, '8', --chdir, %s, --bind, '127.0.0.1:{port}']"
                        .formatted(Programs.find("gunicorn"), RESOURCES.resolve("apps")),
                "worker (\\d+)");
    }

    /** Two workers answer over TLS, one dies, all are replaced, and none is left behind. */
    private static void judge(String command, String worker) throws Exception {
        try (var shop =
                        Shop.ready(
                                ShopYaml.plain()
                                        .with("command", command)
                                        .with("env", "{PYTHONDONTWRITEBYTECODE: '1'}"));
                var load = AppLoad.start(shop.port(), 2, "/up", Duration.ofMillis(30))) {
            assertThat(answering(shop, worker)).hasSize(2);

            Set<Long> before = shop.pids();
            Processes.kill(before.iterator().next());
            Set<Long> healed =
                    shop.await(app -> app.ready() == 2 && !app.pids().equals(before)).pids();
            Launcher.Result restart = shop.cli("apps", "restart", "shop");

            assertThat(restart.exit()).as(restart.all()).isZero();
            assertThat(shop.pids()).hasSize(2).doesNotContainAnyElementsOf(healed);
            assertThat(answering(shop, worker)).hasSize(2);
            assertThat(load.stop()).isEmpty();

            assertThat(shop.cli("apps", "stop", "shop").exit()).isZero();
            Awaitility.await().until(() -> healed.stream().noneMatch(Processes::alive));
        }
    }

    private static Set<String> answering(Shop shop, String worker) throws IOException {
        var seen = new TreeSet<String>();
        try (var client = H1Client.tls(shop.quaygate().https(), ShopYaml.HOST)) {
            for (int i = 0; i < 30; i++) {
                H1Response answer = client.get(ShopYaml.HOST, "/").read();
                assertThat(answer.status()).isEqualTo(200);
                var found = Pattern.compile(worker).matcher(answer.text());
                assertThat(found.find()).as(answer.text()).isTrue();
                seen.add(found.group(1));
            }
        }
        return seen;
    }
}
