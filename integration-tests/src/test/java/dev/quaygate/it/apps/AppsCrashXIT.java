package dev.quaygate.it.apps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.it.wire.H1Client;
import dev.quaygate.it.wire.H1Response;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** W3 W7: a worker that cannot start, and one that no longer answers. */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class AppsCrashXIT {

    @Test
    void waitsLongerAfterEachFailedStartAndRecoversByItself() throws Exception {
        var folder = Shop.folder();
        Files.writeString(folder.resolve("app/crash"), "7");
        Files.createDirectory(folder.resolve("other"));
        var yaml =
                ShopYaml.plain()
                        .with("workers", "1")
                        .with(
                                "restart",
                                "{first: 200ms, max: 2s, factor: 2, jitter: 0%, crashLoop: 4}")
                        .with("queue", "off")
                        .beside("other");
        try (var shop = Shop.startIn(folder, yaml)) {
            shop.await("other", app -> app.ready() == 1);
            AppView looping = shop.await(app -> app.state().equals("crashLoop"));

            assertThat(looping.json().get("nextTry").asString()).isNotEmpty();
            assertThat(looping.lastLines()).hasSize(20).last().isEqualTo("boot line 29");
            H1Response refused = shop.get("/");
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.cause()).isEqualTo("app_down");
            String said = shop.cli("apps").out();
            assertThat(said).contains("crashLoop").contains("next try in").contains("boot line 29");
            assertThat(slowest(shop)).as("ms of the app beside it").isLessThan(1_000);
            assertThat(shop.app("other").restarts()).isZero();

            Files.delete(shop.file("crash"));
            shop.await(app -> app.ready() == 1);
            assertThat(shop.text("/")).isEqualTo(String.valueOf(shop.pids().iterator().next()));
            List<Long> delays = Delays.between(shop.quaygate().output(), "shop");
            assertThat(delays).hasSizeGreaterThanOrEqualTo(3);
            // Starting takes its time too, more of it while others use the machine.
            assertThat(delays.getLast()).isGreaterThan(delays.getFirst() + 300);
        }
    }

    /** W28 too. */
    @Test
    void oneWorkerTriesForAllAndAKilledQuaygateGoesOnWhereItWas() throws Exception {
        var folder = Shop.folder();
        Files.writeString(folder.resolve("app/crash"), "7");
        var yaml =
                ShopYaml.plain()
                        .with("workers", "4")
                        .with("restart", "{first: 200ms, max: 10s, factor: 4, crashLoop: 4}");
        try (var shop = Shop.startIn(folder, yaml)) {
            AppView looping = shop.await(app -> app.state().equals("crashLoop"));
            assertThat(looping.workers()).filteredOn(it -> it.get("waitsFor").isNull()).hasSize(1);
            assertThat(looping.restarts()).as("4 together, then one by one").isBetween(7, 9);

            shop.quaygate().kill();
            shop.again(yaml);
            AppView after = shop.await(app -> app.state().equals("crashLoop"));
            assertThat(after.why()).contains("QG7002").contains("exit 7");
            assertThat(after.restarts()).isLessThanOrEqualTo(2);

            Files.delete(shop.file("crash"));
            assertThat(shop.await(app -> app.ready() == 4).workers())
                    .allMatch(worker -> worker.get("waitsFor").isNull());
        }
    }

    @Test
    void replacesAWorkerThatHangs() throws Exception {
        try (var shop =
                Shop.ready(
                        ShopYaml.plain()
                                .with("workers", "3")
                                .with("health", "{path: /up, every: 500ms, timeout: 2s, fall: 2}")
                                .with("stop", "{grace: 1s, drain: 1s}"))) {
            Set<Long> before = shop.pids();
            long hung = Long.parseLong(shop.text("/hang"));

            shop.await(app -> !app.pids().contains(hung));
            for (int i = 0; i < 10; i++) {
                assertThat(shop.text("/")).isNotEqualTo(String.valueOf(hung));
            }
            AppView after = shop.await(app -> app.ready() == 3);

            Set<Long> untouched = new TreeSet<>(before);
            untouched.retainAll(after.pids());
            assertThat(untouched).hasSize(2);
            Awaitility.await().until(() -> !Processes.alive(hung));
            assertThat(shop.quaygate().output()).contains("QG7005");
        }
    }

    /**
     * Milliseconds of the slowest of some answers; a second is far more than any takes, and far
     * less than a wait for the app that loops.
     */
    private static long slowest(Shop shop) throws IOException {
        long slowest = 0;
        try (var client = H1Client.clear(shop.port())) {
            for (int i = 0; i < 100; i++) {
                long asked = System.nanoTime();
                assertThat(client.get("other.internal", "/").read().status()).isEqualTo(200);
                slowest = Math.max(slowest, (System.nanoTime() - asked) / 1_000_000);
            }
        }
        return slowest;
    }
}
