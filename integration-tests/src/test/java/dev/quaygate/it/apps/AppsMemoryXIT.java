package dev.quaygate.it.apps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.it.harness.Exposition;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** W10 W11 W24: what workers use is shown and kept within limits. */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class AppsMemoryXIT {

    @Test
    void showsWhatTheKernelSaysAboutEachWorker() throws IOException {
        try (var shop = Shop.ready(ShopYaml.plain())) {
            long fat = Long.parseLong(shop.text("/"));
            while (!leak(shop, fat)) {
                // Another worker took it.
            }
            AppView app =
                    shop.await(view ->
                            view.workers().stream()
                                            .allMatch(one -> one.get("memoryBytes").asLong(0) > 0)
                                    && view.worker(fat).get("memoryBytes").asLong(0) > 40L << 20);

            for (JsonNode worker : app.workers()) {
                long pid = worker.get("pid").asLong();
                assertThat(worker.get("memoryBytes").asDouble())
                        .isBetween(Processes.pss(pid) * 0.95, Processes.pss(pid) * 1.05);
                assertThat(worker.get("restarts").asInt()).isZero();
                assertThat(Instant.parse(worker.get("started").asString()))
                        .isBetween(startOf(pid).minusSeconds(3), startOf(pid).plusSeconds(3));
            }
            Exposition metrics = Exposition.read(shop.quaygate().admin().get("/metrics").text());
            assertThat(metrics.samples())
                    .containsEntry("quaygate_app_workers{app=\"shop\",state=\"ready\"}", 2.0);
            assertThat(metrics.samples().keySet())
                    .anyMatch(series -> series.startsWith("quaygate_app_worker_memory_bytes{"));
        }
    }

    /** Whether the leak hit this worker: requests are shared out, so one cannot choose. */
    private static boolean leak(Shop shop, long pid) throws IOException {
        shop.text("/leak/40");
        return Processes.pss(pid) > 40 << 20;
    }

    private static Instant startOf(long pid) {
        return ProcessHandle.of(pid).orElseThrow().info().startInstant().orElseThrow();
    }

    @Test
    void recyclesFatWorkersOneAtATimeWithoutAFailedRequest() throws Exception {
        try (var shop =
                        Shop.ready(
                                ShopYaml.plain()
                                        .with("workers", "3")
                                        .with("memory", "{hard: 400MiB, soft: 20%}"));
                var load = AppLoad.start(shop.port(), 3, "/", Duration.ofMillis(15))) {
            Set<Long> before = shop.pids();
            for (long pid : before) {
                while (Processes.alive(pid) && Processes.pss(pid) < 90 << 20) {
                    shop.text("/leak/15");
                }
            }

            shop.await(app -> {
                assertThat(app.ready()).as("ready workers").isGreaterThanOrEqualTo(2);
                return app.ready() == 3 && app.pids().stream().noneMatch(before::contains);
            });

            assertThat(load.stop()).isEmpty();
            assertThat(shop.quaygate().output()).contains("soft");
        }
    }

    @Test
    void killsAWorkerAboveItsHardLimit() throws Exception {
        try (var shop =
                Shop.ready(
                        ShopYaml.plain()
                                .with("workers", "1")
                                .with("memory", "{hard: 60MiB, soft: off}"))) {
            long fat = Long.parseLong(shop.text("/"));

            shop.get("/leak/100");
            shop.await(app -> app.ready() == 1 && !app.pids().contains(fat));

            assertThat(shop.quaygate().output()).contains("hard memory");
        }
    }
}
