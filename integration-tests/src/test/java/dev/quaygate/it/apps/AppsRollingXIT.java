package dev.quaygate.it.apps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.it.harness.Launcher;
import dev.quaygate.it.wire.H1Client;
import dev.quaygate.it.wire.H1Response;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** W14 W27: workers are replaced without a failed request, or not at all. */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class AppsRollingXIT {

    @Test
    void keepsTheOldWorkersWhenNewCodeCannotStart() throws Exception {
        try (var shop = Shop.ready(ShopYaml.plain());
                var load = AppLoad.start(shop.port(), 3, "/", Duration.ofMillis(15))) {
            Set<Long> before = shop.pids();
            shop.write("crash", "3");

            Launcher.Result restart = shop.cli("apps", "restart", "shop");

            assertThat(restart.exit()).as(restart.all()).isEqualTo(1);
            assertThat(restart.all()).contains("QG7007").contains("boot line 29");
            assertThat(shop.pids()).isEqualTo(before);
            assertThat(shop.text("/")).isIn(before.stream().map(String::valueOf).toList());
            assertThat(load.stop()).isEmpty();
        }
    }

    @Test
    void letsRequestsWaitWhileTheOnlyWorkerIsReplaced() throws Exception {
        try (var shop =
                        Shop.ready(
                                ShopYaml.plain()
                                        .with("workers", "1")
                                        .with("rolling", "{order: stopFirst}")
                                        .with("queue", "{max: 60, wait: 30s}"));
                var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            shop.write("boot", "2");
            Future<Launcher.Result> restart =
                    executor.submit(() -> shop.cli("apps", "restart", "shop"));
            shop.await(app -> app.ready() == 0);
            List<Future<H1Response>> asked = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                asked.add(executor.submit(() -> patient(shop)));
            }

            for (Future<H1Response> one : asked) {
                assertThat(one.get().status()).as(one.get().text()).isEqualTo(200);
            }
            assertThat(restart.get().exit()).as(restart.get().all()).isZero();
        }
    }

    @Test
    void refusesAtOnceWhatTheQueueDoesNotHold() throws Exception {
        try (var shop =
                        Shop.ready(
                                ShopYaml.plain()
                                        .with("workers", "1")
                                        .with("queue", "{max: 3, wait: 30s}"));
                var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            shop.write("boot", "4");
            Processes.kill(shop.pids().iterator().next());
            shop.await(app -> app.ready() == 0);
            List<Future<H1Response>> asked = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                asked.add(executor.submit(() -> patient(shop)));
            }

            List<Integer> statuses = new ArrayList<>();
            for (Future<H1Response> one : asked) {
                H1Response answer = one.get();
                statuses.add(answer.status());
                if (answer.status() == 503) {
                    assertThat(answer.cause()).isEqualTo("queue_full");
                    assertThat(answer.header("Retry-After")).matches("\\d+");
                }
            }
            Collections.sort(statuses);
            assertThat(statuses).containsExactly(200, 200, 200, 503);
        }
    }

    private static H1Response patient(Shop shop) throws IOException {
        try (var client = H1Client.clear(shop.port()).timeout(Duration.ofSeconds(40))) {
            return client.get(ShopYaml.HOST, "/").read();
        }
    }
}
