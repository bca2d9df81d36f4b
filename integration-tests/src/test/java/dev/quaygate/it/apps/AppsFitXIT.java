package dev.quaygate.it.apps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.it.harness.Launcher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** W12 W18: as many workers as the limits of the container hold, and not one more unasked. */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class AppsFitXIT {
    private static final int WORKER = FullSize.of(1024, 200);
    private static final int LIMIT = 3 * WORKER;

    /** What a worker really holds: four of them fit, but nobody can know that before. */
    private static final int HELD = WORKER / 2;

    private static final ShopYaml FOUR =
            ShopYaml.plain()
                    .with("workers", "4")
                    .with("utilisation", "{memory: 80%}")
                    .with("ready", "{http: /up, every: 200ms, within: 60s}");

    @Test
    void startsTwoOfFourLargeWorkersWhereTwoFit() throws Exception {
        var yaml = FOUR.with("memory", WORKER + "MiB");
        try (var cage = Cage.ofMemory(LIMIT);
                var shop = Shop.startUnder(cage.entering(), large(), yaml)) {
            AppView app = shop.await(view -> view.ready() == 2);

            assertThat(app.wanted()).isEqualTo(4);
            assertThat(app.json().get("fitting").asInt()).isEqualTo(2);
            assertThat(shop.cli("apps", "shop").out())
                    .contains("2 of 4")
                    .contains("QG7004")
                    .contains("2 fit");
            assertThat(shop.quaygate().output()).contains("QG7004");
            assertThat(shop.text("/")).isNotEmpty();
            assertThat(shop.app().pids()).hasSize(2);
            assertThat(shop.app().restarts()).isZero();
            assertThat(cage.killed()).isZero();
        }
    }

    @Test
    void startsAllOfThemWhereItIsTold() throws Exception {
        var yaml = FOUR.with("memory", "{hard: " + WORKER + "MiB, overcommit: true}");
        try (var cage = Cage.ofMemory(LIMIT);
                var shop = Shop.startUnder(cage.entering(), large(), yaml)) {
            AppView app = shop.await(view -> view.ready() == 4);

            assertThat(app.json().get("fit").asString()).contains("overcommit: true");
            assertThat(app.restarts()).isZero();
            assertThat(cage.killed()).isZero();
        }
    }

    @Test
    void choosesOneWorkerForHalfAProcessorAndLittleMemory() throws Exception {
        var yaml = ShopYaml.plain().with("workers", "auto").with("memory", "100MiB");
        try (var cage = Cage.ofMemory(300).withProcessor(0.5);
                var shop = Shop.startUnder(cage.entering(), Shop.folder(), yaml)) {
            AppView app = shop.await(view -> view.ready() == 1);

            assertThat(app.wanted()).isEqualTo(1);
            assertThat(app.pids()).hasSize(1);
        }
    }

    @Test
    void saysInCheckHowManyFit() throws IOException {
        Path folder = Shop.folder();
        Path file = folder.resolve("quaygate.yaml");
        String yaml = ShopYaml.plain().with("workers", "1000").with("memory", "1GiB").text();
        Files.writeString(
                file,
                yaml.replace("@DIR@", folder.toString())
                        .replace("@HTTP@", "8080")
                        .replace("@HTTPS@", "8443"));

        Launcher.Result check =
                new Launcher(folder, "unix:" + folder.resolve("none.sock"))
                        .run("check", "-c", file.toString());

        assertThat(check.exit()).as(check.all()).isZero();
        assertThat(check.all()).contains("QG7004");
    }

    /** The folder of an app whose workers are fat from the start. */
    private static Path large() throws IOException {
        Path folder = Shop.folder();
        Files.writeString(folder.resolve("app/fat"), String.valueOf(HELD));
        return folder;
    }
}
