package dev.quaygate.it.apps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.it.harness.Launcher;
import dev.quaygate.it.wire.H1Client;
import dev.quaygate.it.wire.H1Response;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** W15 W16 W20 W22 W26: stop, start, scale, deploy, order, and nothing running while idle. */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class AppsLifecycleXIT {

    @Test
    void endsRequestsInFlightAndGrandchildrenWhenAnAppIsStopped() throws Exception {
        try (var shop = Shop.ready(ShopYaml.plain());
                var executor = Executors.newVirtualThreadPerTaskExecutor();
                var client = H1Client.clear(shop.port()).timeout(Duration.ofSeconds(30))) {
            long grandchild = Long.parseLong(shop.text("/grandchild"));
            assertThat(Processes.alive(grandchild)).isTrue();
            Set<Long> before = shop.pids();
            client.get(ShopYaml.HOST, "/slow/3");
            shop.await(app ->
                    app.workers().stream().anyMatch(one -> one.get("inFlight").asInt() == 1));
            Future<H1Response> answer = executor.submit(client::read);

            Launcher.Result stop = shop.cli("apps", "stop", "shop");

            assertThat(stop.exit()).as(stop.all()).isZero();
            assertThat(answer.get().status()).isEqualTo(200);
            assertThat(before).noneMatch(Processes::alive);
            Awaitility.await().until(() -> !Processes.alive(grandchild));
            assertThat(shop.app().state()).isEqualTo("stopped");

            Launcher.Result start = shop.cli("apps", "start", "shop");
            assertThat(start.exit()).as(start.all()).isZero();
            assertThat(shop.awaitState("ready").pids()).hasSize(2);
            assertThat(Long.valueOf(shop.text("/"))).isNotIn(before);
        }
    }

    @Test
    void scalesByCommandAndByFileUnderLoadWithoutTouchingOtherWorkers() throws Exception {
        try (var shop = Shop.ready(ShopYaml.plain());
                var load = AppLoad.start(shop.port(), 3, "/", Duration.ofMillis(15))) {
            Set<Long> two = shop.pids();

            assertThat(shop.cli("apps", "scale", "shop", "4").exit()).isZero();
            Set<Long> four = shop.await(app -> app.ready() == 4).pids();
            assertThat(four).containsAll(two);

            assertThat(shop.cli("apps", "scale", "shop", "1").exit()).isZero();
            Set<Long> one = shop.await(app -> app.pids().size() == 1).pids();
            assertThat(four).containsAll(one);
            Awaitility.await().until(() -> four.stream().filter(Processes::alive).count() == 1);

            int sofar = load.requests();
            Awaitility.await().until(() -> load.requests() > sofar + 50);

            shop.quaygate().apply(ShopYaml.plain().with("workers", "3").text());
            assertThat(shop.await(app -> app.ready() == 3).pids()).containsAll(one);
            assertThat(load.stop()).isEmpty();
        }
    }

    @Test
    void deploysAReleaseOnlyWhenItIsWell() throws Exception {
        var folder = Shop.folder();
        for (String release : new String[] {"r1", "r2", "r3"}) {
            Files.createDirectory(folder.resolve("app").resolve(release));
            Files.writeString(folder.resolve("app").resolve(release).resolve("version"), release);
        }
        Files.writeString(folder.resolve("app/r3/ill"), "");
        var yaml =
                ShopYaml.plain()
                        .with("cwd", "'@DIR@/app/r1'")
                        .with("ready", "{http: /up, expect: 200-299, every: 100ms, within: 3s}");
        try (var shop = Shop.startIn(folder, yaml);
                var load = AppLoad.start(shop.port(), 2, "/version", Duration.ofMillis(15))) {
            shop.awaitState("ready");

            Launcher.Result good =
                    shop.cli("apps", "deploy", "shop", "--release", shop.file("r2").toString());
            assertThat(good.exit()).as(good.all()).isZero();
            assertThat(shop.text("/version")).isEqualTo("r2");

            Set<Long> second = shop.pids();
            Launcher.Result bad =
                    shop.cli("apps", "deploy", "shop", "--release", shop.file("r3").toString());
            assertThat(bad.exit()).as(bad.all()).isEqualTo(1);
            assertThat(bad.all()).contains("QG7007");
            assertThat(shop.pids()).isEqualTo(second);
            assertThat(shop.text("/version")).isEqualTo("r2");

            Launcher.Result back = shop.cli("apps", "rollback", "shop");
            assertThat(back.exit()).as(back.all()).isZero();
            assertThat(shop.text("/version")).isEqualTo("r1");
            assertThat(load.stop()).isEmpty();
            assertThat(load.answered("r3")).isFalse();
        }
    }

    @Test
    void startsAnAppOnlyWhenTheOneBeforeItIsReady() throws Exception {
        var folder = Shop.folder();
        Files.createDirectory(folder.resolve("db"));
        Files.writeString(folder.resolve("db/crash"), "1");
        var yaml = ShopYaml.plain().with("after", "[db]").with("queue", "off").beside("db");
        try (var shop = Shop.startIn(folder, yaml)) {
            shop.await("db", app -> app.restarts() >= 2);

            assertThat(shop.app().pids()).isEmpty();
            assertThat(Processes.in(folder.resolve("app"))).isEmpty();
            assertThat(shop.app().why()).contains("db");

            Files.delete(folder.resolve("db/crash"));
            assertThat(shop.await(app -> app.ready() == 2).pids()).hasSize(2);
        }
    }

    @Test
    void endsIdleWorkersAndStartsThemForTheNextRequest() throws Exception {
        try (var shop =
                Shop.ready(
                        ShopYaml.plain().with("idle", "2s").with("queue", "{max: 9, wait: 30s}"))) {
            shop.await(app -> app.state().equals("idle"));
            Awaitility.await()
                    .until(() -> Processes.in(shop.quaygate().dir().resolve("app")).isEmpty());

            try (var client = H1Client.clear(shop.port()).timeout(Duration.ofSeconds(40))) {
                assertThat(client.get(ShopYaml.HOST, "/").read().status()).isEqualTo(200);
            }
        }
    }
}
