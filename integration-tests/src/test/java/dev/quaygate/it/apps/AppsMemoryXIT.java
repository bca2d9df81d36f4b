package dev.quaygate.it.apps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.quaygate.it.harness.Exposition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** W10 W11 W12 W24: what workers use is shown, kept within limits, and asked for before a start. */
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
                        .isBetween(pss(pid) * 0.95, pss(pid) * 1.05);
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
        return pss(pid) > 40 << 20;
    }

    private static Instant startOf(long pid) {
        return ProcessHandle.of(pid).orElseThrow().info().startInstant().orElseThrow();
    }

    /** Bytes of a process with its share of what others map too; all there is if it ended. */
    private static double pss(long pid) {
        try {
            return Files.readAllLines(Path.of("/proc/" + pid + "/smaps_rollup")).stream()
                            .filter(line -> line.startsWith("Pss:"))
                            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                            .findFirst()
                            .orElse(Long.MAX_VALUE)
                    * 1024.0;
        } catch (IOException _) {
            return Double.MAX_VALUE;
        }
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
                while (Processes.alive(pid) && pss(pid) < 90 << 20) {
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

    @Test
    void startsAsManyWorkersAsFitIntoItsMemoryGroup() throws Exception {
        Path group = Path.of("/sys/fs/cgroup/memory/quaygate-it-" + ProcessHandle.current().pid());
        assumeTrue(
                Files.isWritable(group.getParent())
                        && Files.exists(group.resolveSibling("memory.limit_in_bytes")),
                "needs root and a memory cgroup of version 1");
        Files.createDirectory(group);
        var yaml =
                ShopYaml.plain()
                        .with("workers", "4")
                        .with("memory", "200MiB")
                        .with("utilisation", "{memory: 80%}");
        try {
            Files.writeString(group.resolve("memory.limit_in_bytes"), String.valueOf(600L << 20));
            try (var shop = Shop.startUnder(enter(group), yaml)) {
                AppView app = shop.await(view -> view.ready() == 2);

                assertThat(app.wanted()).isEqualTo(4);
                assertThat(app.json().get("fitting").asInt()).isEqualTo(2);
                assertThat(shop.cli("apps", "shop").out()).contains("2 of 4").contains("2 fit");
                assertThat(shop.quaygate().output()).contains("QG7004");
                assertThat(shop.app().pids()).hasSize(2);
            }
        } finally {
            // Busy until the kernel has put away the last process.
            Awaitility.await().ignoreExceptions().until(() -> deleted(group));
        }
    }

    @Test
    void saysInCheckHowManyFit() throws IOException {
        try (var shop = Shop.ready(ShopYaml.plain())) {
            shop.quaygate()
                    .edit(ShopYaml.plain().with("workers", "1000").with("memory", "1GiB").text());

            assertThat(shop.cli("check", "-c", shop.quaygate().config().toString()).all())
                    .contains("QG7004");
        }
    }

    /** Removes a group and those of workers below it, which no program was left to remove. */
    private static boolean deleted(Path group) throws IOException {
        try (Stream<Path> below = Files.list(group)) {
            for (Path one : below.filter(Files::isDirectory).toList()) {
                Files.delete(one);
            }
        }
        Files.delete(group);
        return true;
    }

    /** A shell that moves itself into the group and becomes the program. */
    private static List<String> enter(Path group) {
        return List.of(
                "/bin/sh", "-c", "echo $$ > " + group + "/cgroup.procs; exec \"$@\"", "enter");
    }
}
