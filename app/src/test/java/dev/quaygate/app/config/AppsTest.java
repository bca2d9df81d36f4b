package dev.quaygate.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.app.config.settings.Secret;
import dev.quaygate.proxy.settings.PoolSettings;
import dev.quaygate.proxy.settings.RouteAction;
import dev.quaygate.proxy.settings.SelectionPolicy;
import dev.quaygate.workers.settings.AppSettings;
import dev.quaygate.workers.settings.Command;
import dev.quaygate.workers.settings.MemoryLimits;
import dev.quaygate.workers.settings.PrestartStep;
import dev.quaygate.workers.settings.Probe;
import dev.quaygate.workers.settings.RestartPolicy;
import dev.quaygate.workers.settings.Utilisation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Guards W4, W5, W20, W21: what {@code apps:} says. */
final class AppsTest {
    @Test
    void appOfOneLineHasEveryDefault() {
        AppSettings app = app("{command: [./serve]}");

        assertThat(app.name()).isEqualTo("shop");
        assertThat(app.command()).isEqualTo(Command.exec(java.util.List.of("./serve")));
        assertThat(app.workers()).isEqualTo(1);
        assertThat(app.listen()).isEqualTo(AppSettings.Listen.PORT);
        assertThat(app.ports()).isEqualTo(AppSettings.Ports.DEFAULT);
        assertThat(app.cwd()).isEqualTo(Yaml.PATH.getParent());
        assertThat(app.identity()).isEqualTo(AppSettings.Identity.DEFAULT);
        assertThat(app.env()).isEmpty();
        assertThat(app.release()).isNull();
        assertThat(app.ready()).isEqualTo(Probe.Ready.DEFAULT);
        assertThat(app.health())
                .isEqualTo(
                        new Probe.Health(
                                new Probe.Connect(),
                                Duration.ofSeconds(5),
                                Duration.ofSeconds(2),
                                3));
        assertThat(app.restart()).isEqualTo(RestartPolicy.DEFAULT);
        assertThat(app.memory()).isEqualTo(MemoryLimits.NONE);
        assertThat(app.recycle()).isEqualTo(AppSettings.Recycle.OFF);
        assertThat(app.rolling()).isEqualTo(AppSettings.Rolling.DEFAULT);
        assertThat(app.stop()).isEqualTo(AppSettings.Stop.DEFAULT);
        assertThat(app.utilisation()).isEqualTo(Utilisation.DEFAULT);
        assertThat(app.logs()).isEqualTo(AppSettings.Logs.DEFAULT);
        assertThat(app.idleStop()).isNull();
    }

    @Test
    void appIsALivePoolOfItsNameInWhichRequestsWait() {
        Configuration good =
                Yaml.good(
                        """
                        apps: {shop: {command: [./serve], balance: leastRequests}}
                        routes: [{host: a.example.com, to: shop}]
                        """);

        PoolSettings pool = Objects.requireNonNull(good.proxy().pools().get("shop"));
        assertThat(pool.live()).isTrue();
        assertThat(pool.endpoints()).isEmpty();
        assertThat(pool.health()).isNull();
        assertThat(pool.selection()).isEqualTo(new SelectionPolicy.LeastRequests());
        assertThat(pool.queue())
                .isNotNull()
                .satisfies(queue -> assertThat(queue.max()).isEqualTo(200));
        assertThat(good.proxy().routes().getFirst().action())
                .isEqualTo(new RouteAction.ForwardTo("shop"));
    }

    @Test
    void queueIsOffForPoolsUnlessWritten() {
        Configuration good =
                Yaml.good(
                        """
                        pools:
                          plain: {to: 3000}
                          waits: {to: 3001, queue: {max: 5, wait: 2s}}
                        apps: {shop: {command: [./serve], queue: off}}
                        """);

        assertThat(good.proxy().pools().get("plain"))
                .satisfies(pool -> assertThat(pool.queue()).isNull());
        assertThat(good.proxy().pools().get("waits"))
                .satisfies(pool -> assertThat(pool.queue()).isNotNull());
        assertThat(good.proxy().pools().get("shop"))
                .satisfies(pool -> assertThat(pool.queue()).isNull());
    }

    @Test
    void socketIsTakenWhereCommandOrEnvironmentNamesIt() {
        assertThat(app("{command: [./serve, \"{socket}\"]}").listen())
                .isEqualTo(AppSettings.Listen.SOCKET);
        assertThat(app("{command: ./serve, env: {BIND: \"unix:{socket}\"}}").listen())
                .isEqualTo(AppSettings.Listen.SOCKET);
        assertThat(app("{command: [./serve], listen: socket}").listen())
                .isEqualTo(AppSettings.Listen.SOCKET);
        assertThat(app("{command: [./serve, \"{port}\"]}").listen())
                .isEqualTo(AppSettings.Listen.PORT);
    }

    @Test
    void textIsACommandForAShell() {
        AppSettings app = app("{command: exec ./serve $PORT, prestart: ./migrate.sh && echo done}");

        assertThat(app.command()).isEqualTo(Command.shell("exec ./serve $PORT"));
        assertThat(app.prestart())
                .containsExactly(
                        new PrestartStep(
                                "1",
                                Command.shell("./migrate.sh && echo done"),
                                PrestartStep.Once.RELEASE,
                                Duration.ofMinutes(10)));
    }

    @Test
    void shortFormsSayTheSameAsTheirMappings() {
        AppSettings brief =
                app("{command: [./s], ready: /up, health: /live, memory: 1GiB, logs: off}");
        AppSettings full =
                app(
                        """
                        {command: [./s], ready: {http: /up}, health: {path: /live},
                                 memory: {hard: 1GiB}, logs: {to: off}}\
                        """);

        assertThat(brief).isEqualTo(full);
        assertThat(brief.memory().hard()).hasValue(1L << 30);
        assertThat(brief.ready().probe()).isEqualTo(new Probe.Http("/up", 200, 399));
    }

    @Test
    void healthAsksWhatReadyAsksUnlessThatIsACommand() {
        assertThat(app("{command: [./s], ready: /up}").health())
                .satisfies(health ->
                        assertThat(health.probe()).isEqualTo(new Probe.Http("/up", 200, 399)));
        assertThat(app("{command: [./s], ready: {command: [./ok]}}").health()).isNull();
        assertThat(app("{command: [./s], ready: /up, health: off}").health()).isNull();
        assertThat(app("{command: [./s], ready: /up, health: {every: 1s}}").health())
                .satisfies(health -> {
                    assertThat(health.probe()).isEqualTo(new Probe.Http("/up", 200, 399));
                    assertThat(health.every()).isEqualTo(Duration.ofSeconds(1));
                });
    }

    @Test
    void everyKeyArrives() {
        AppSettings app =
                app(
                        """

                            command: [./serve]
                            workers: auto
                            ports: 4000-4100
                            cwd: current
                            umask: "077"
                            limits: {openFiles: off, processes: 50, core: 1MiB}
                            release: 1.4.2
                            restart: {first: 2s, max: 30s, factor: 1.5, jitter: 10%, stableAfter: 5s, crashLoop: 3}
                            memory: {soft: off, hard: 2GiB, measure: rss, overcommit: true}
                            recycle: {requests: 1000, age: 12h, jitter: 5%}
                            rolling: {order: stopFirst, surge: 2, pause: 3s}
                            stop: {signal: QUIT, grace: 5s, drain: 0s}
                            utilisation: {target: 40%-80%, mode: auto, min: 2, max: 8, window: 30s, cooldown: 1m, memory: 70%, concurrency: 10}
                            idle: 15m
                            logs: {to: "file:/var/log/shop.log", format: json, lineBytes: 4KiB, rotate: {size: 1MB, keep: 2}}
                        """);

        assertThat(app.workers()).isZero();
        assertThat(app.ports()).isEqualTo(new AppSettings.Ports(4000, 4100));
        assertThat(app.cwd()).isEqualTo(Path.of("/nonexistent/current"));
        assertThat(app.identity())
                .isEqualTo(new AppSettings.Identity(null, null, 0077, 0, 50, 1 << 20));
        assertThat(app.release()).isEqualTo("1.4.2");
        assertThat(app.restart())
                .isEqualTo(
                        new RestartPolicy(
                                Duration.ofSeconds(2),
                                Duration.ofSeconds(30),
                                1.5,
                                10,
                                Duration.ofSeconds(5),
                                3));
        assertThat(app.memory())
                .isEqualTo(new MemoryLimits(2L << 30, 0, MemoryLimits.Measure.RSS, true));
        assertThat(app.recycle()).isEqualTo(new AppSettings.Recycle(1000, Duration.ofHours(12), 5));
        assertThat(app.rolling())
                .isEqualTo(new AppSettings.Rolling(false, 2, Duration.ofSeconds(3)));
        assertThat(app.stop())
                .isEqualTo(new AppSettings.Stop("QUIT", Duration.ofSeconds(5), Duration.ZERO));
        assertThat(app.utilisation())
                .isEqualTo(
                        new Utilisation(
                                40,
                                80,
                                Utilisation.Mode.AUTO,
                                2,
                                8,
                                Duration.ofSeconds(30),
                                Duration.ofMinutes(1),
                                70,
                                10));
        assertThat(app.idleStop()).isEqualTo(Duration.ofMinutes(15));
        assertThat(app.logs())
                .isEqualTo(
                        new AppSettings.Logs(
                                false, Path.of("/var/log/shop.log"), true, 4096, 1_000_000, 2));
    }

    @Test
    void valueOfTheEnvironmentMayBeASecretAndIsNeverShown(@TempDir Path directory)
            throws IOException {
        Path file = Files.writeString(directory.resolve("db.url"), "postgres://u:hunter2@db/x\n");
        Files.setPosixFilePermissions(
                file, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
        String yaml =
                """
                apps:
                  shop:
                    command: [./serve]
                    env: {DATABASE_URL: "file:%s", MODE: fast, DEBUG: true, LEVEL: 3, EMPTY: "", API_TOKEN: hunter2}
                """
                        .formatted(file);

        Configuration good = Yaml.good(yaml);

        assertThat(good.apps().getFirst().env())
                .isEqualTo(
                        Map.of(
                                "DATABASE_URL", "postgres://u:hunter2@db/x",
                                "MODE", "fast",
                                "DEBUG", "true",
                                "LEVEL", "3",
                                "EMPTY", "",
                                "API_TOKEN", "hunter2"));
        assertThat(good.effective().yaml(true) + good.effective().json() + good.apps())
                .doesNotContain("hunter2")
                .contains("file:" + file)
                .contains(Secret.MASK);
    }

    @Test
    void dropInMayHoldAnApp(@TempDir Path directory) throws IOException {
        Path main = directory.resolve("quaygate.yaml");
        Files.writeString(main, "include: [app.yaml]\nroutes: [{host: a.example.com, to: shop}]\n");
        Files.writeString(directory.resolve("app.yaml"), "apps: {shop: {command: [./serve]}}\n");

        Configuration good = Yaml.good(ConfigLoader.load(ConfigRequest.of(main, Map.of())));

        assertThat(good.apps())
                .singleElement()
                .satisfies(app -> assertThat(app.cwd()).isEqualTo(directory));
    }

    private static AppSettings app(String block) {
        return Yaml.good("apps:\n  shop: " + block + "\n").apps().getFirst();
    }
}
