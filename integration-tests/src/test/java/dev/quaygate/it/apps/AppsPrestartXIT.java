package dev.quaygate.it.apps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.it.harness.Launcher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** W8 W9: a step before the start runs once per release, and a failed one keeps the old release. */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class AppsPrestartXIT {

    @Test
    void runsAStepOncePerReleaseWhateverHappensToTheProgram() throws IOException {
        var folder = Shop.folder();
        release(folder, "r1");
        var yaml =
                ShopYaml.plain()
                        .with("cwd", "'@DIR@/app/current'")
                        .with("workers", "8")
                        .with("prestart", "[{name: migrate, run: 'echo run >> @DIR@/count'}]");
        try (var shop = Shop.startIn(folder, yaml)) {
            shop.await(app -> app.ready() == 8);
            assertThat(runs(folder)).isEqualTo(1);

            for (int round = 0; round < FullSize.of(5, 1); round++) {
                shop.quaygate().close();
                shop.again(yaml);
                shop.await(app -> app.ready() == 8);
                assertThat(runs(folder)).as("after a restart of the program").isEqualTo(1);

                shop.quaygate().kill();
                shop.again(yaml);
                shop.await(app -> app.ready() == 8);
                assertThat(runs(folder)).as("after its kill").isEqualTo(1);
            }

            release(folder, "r2");
            assertThat(deploy(shop, "r2").exit()).isZero();
            assertThat(runs(folder)).as("after another release").isEqualTo(2);
            assertThat(shop.text("/version")).isEqualTo("r2");

            assertThat(shop.cli("apps", "restart", "shop").exit()).isZero();
            assertThat(runs(folder)).as("after another restart").isEqualTo(2);
        }
    }

    @Test
    void runsAStepOfAWorkerBeforeEachOfThem() throws IOException {
        var folder = Shop.folder();
        var yaml =
                ShopYaml.plain()
                        .with(
                                "prestart",
                                "[{run: 'echo $QUAYGATE_WORKER >> @DIR@/each', once: worker},"
                                        + " {run: 'echo start >> @DIR@/starts', once: start}]");
        try (var shop = Shop.startIn(folder, yaml)) {
            Set<Long> first = shop.awaitState("ready").pids();
            assertThat(lines(folder, "each")).containsExactlyInAnyOrder("1", "2");
            assertThat(lines(folder, "starts")).hasSize(1);

            Processes.kill(shop.app().workers().getFirst().get("pid").asLong());
            shop.await(app -> app.ready() == 2 && !app.pids().equals(first));

            assertThat(lines(folder, "each")).containsExactlyInAnyOrder("1", "2", "1");
            assertThat(lines(folder, "starts")).hasSize(1);
        }
    }

    @Test
    void keepsTheOldReleaseAndTheOutputWhenAStepOfTheNewOneFails() throws IOException {
        try (var shop = failedMigration()) {
            Set<Long> before = shop.awaitState("ready").pids();

            Launcher.Result deploy = deploy(shop, "r2");

            assertThat(deploy.exit()).as(deploy.all()).isEqualTo(1);
            assertThat(deploy.all())
                    .contains("QG7001")
                    .contains("migrate")
                    .contains("column is missing");
            assertThat(shop.pids()).isEqualTo(before);
            assertThat(shop.text("/version")).isEqualTo("r1");
            assertThat(shop.cli("apps", "prestart", "shop").out())
                    .contains("migrate")
                    .contains("exit 9")
                    .contains("column is missing");
        }
    }

    /** Serves r1; r2 stands beside it and its migration will fail. */
    private static Shop failedMigration() throws IOException {
        var folder = Shop.folder();
        release(folder, "r1");
        Files.createDirectory(folder.resolve("app/r2"));
        Files.writeString(folder.resolve("app/r2/version"), "r2");
        Files.writeString(folder.resolve("app/r2/refuse"), "");
        return Shop.startIn(
                folder,
                ShopYaml.plain()
                        .with("cwd", "'@DIR@/app/current'")
                        .with(
                                "prestart",
                                "[{name: migrate, run: 'echo migrating; [ ! -e refuse ] || { echo column is missing >&2; exit 9; }'}]"));
    }

    @Test
    void takesTheReleaseThatTheLinkNamesAtARestart() throws IOException {
        var folder = Shop.folder();
        release(folder, "r1");
        var yaml = ShopYaml.plain().with("cwd", "'@DIR@/app/current'");
        try (var shop = Shop.startIn(folder, yaml)) {
            shop.awaitState("ready");

            release(folder, "r2");
            Launcher.Result restart = shop.cli("apps", "restart", "shop");

            assertThat(restart.exit()).as(restart.all()).isZero();
            assertThat(shop.text("/version")).isEqualTo("r2");
        }
    }

    private static Launcher.Result deploy(Shop shop, String release) {
        return shop.cli("apps", "deploy", "shop", "--release", shop.file(release).toString());
    }

    /** Makes a release and points the link at it in one rename. */
    private static void release(Path folder, String name) throws IOException {
        Path release = Files.createDirectory(folder.resolve("app").resolve(name));
        Files.writeString(release.resolve("version"), name);
        Path next = folder.resolve("app/next");
        Files.createSymbolicLink(next, Path.of(name));
        Files.move(
                next,
                folder.resolve("app/current"),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    private static int runs(Path folder) throws IOException {
        return lines(folder, "count").size();
    }

    private static List<String> lines(Path folder, String file) throws IOException {
        return Files.readAllLines(folder.resolve(file));
    }
}
