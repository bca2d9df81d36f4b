package dev.quaygate.it.apps;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** W28: workers outlive the program, and the next one takes exactly these over. */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class AppsAdoptionXIT {
    private static final ShopYaml YAML =
            ShopYaml.plain().with("workers", "3").with("prestart", "['echo run >> @DIR@/count']");

    @Test
    void adoptsWorkersAfterItWasKilled() throws IOException {
        try (var shop = Shop.ready(YAML)) {
            Set<Long> before = shop.pids();

            shop.quaygate().kill();
            assertThat(before).allMatch(Processes::alive);
            shop.again(YAML);
            AppView after = shop.awaitState("ready");

            assertThat(after.pids()).isEqualTo(before);
            assertThat(after.workers()).allMatch(worker -> worker.get("adopted").asBoolean());
            var answered = new TreeSet<Long>();
            for (int i = 0; i < 30; i++) {
                answered.add(Long.valueOf(shop.text("/")));
            }
            assertThat(answered).isEqualTo(before);
            assertThat(Processes.in(shop.quaygate().dir().resolve("app")))
                    .as("processes of the app")
                    .containsExactlyInAnyOrderElementsOf(before);
            assertThat(Files.readAllLines(shop.quaygate().dir().resolve("count"))).hasSize(1);
        }
    }

    @Test
    void startsWhatDiedMeanwhileAndAdoptsTheRestAfterAnOrderlyEnd() {
        try (var shop = Shop.ready(YAML)) {
            Set<Long> before = shop.pids();
            long dead = before.iterator().next();

            shop.quaygate().close();
            assertThat(before).allMatch(Processes::alive);
            Processes.kill(dead);
            shop.again(YAML);

            Set<Long> after = shop.awaitState("ready").pids();
            assertThat(after).hasSize(3).doesNotContain(dead);
            before.remove(dead);
            assertThat(after).containsAll(before);
        }
    }

    /** D1 too: the file with the app is broken while nobody runs. */
    @Test
    void keepsWorkersOfAnAppWhoseFileIsBrokenAtTheStart() throws Exception {
        var folder = Shop.folder();
        Files.createDirectory(folder.resolve("conf.d"));
        Path dropIn = folder.resolve("conf.d/site.yaml");
        String good = YAML.text().replaceFirst("listen: .*\n", "").replace("@DIR@", folder + "");
        Files.writeString(dropIn, good);
        String main = "include: [conf.d/*.yaml]\n";
        try (var shop = Shop.startIn(folder, main)) {
            shop.await(app -> app.ready() == 3);
            Set<Long> before = shop.pids();

            shop.quaygate().kill();
            Files.writeString(dropIn, good + "nonsense: [");
            shop.again(main);
            assertThat(shop.quaygate().output()).contains("app.left app=shop");
            assertThat(before).allMatch(Processes::alive);

            Files.writeString(dropIn, good);
            assertThat(shop.quaygate().reload().status()).isEqualTo(200);
            assertThat(shop.await(app -> app.ready() == 3).pids()).isEqualTo(before);
            assertThat(shop.text("/")).isNotEmpty();
        }
    }

    @Test
    void adoptsNoForeignProcessThatHasTheNumberOfAWorker() throws Exception {
        Process foreign = new ProcessBuilder("sleep", "600").start();
        try (var shop = Shop.ready(YAML)) {
            long dead = shop.pids().iterator().next();
            shop.quaygate().kill();
            Processes.kill(dead);

            // The kernel gave the number of the dead worker to somebody else.
            assertThat(replaceInLedger(shop.quaygate().dir().resolve("state"), dead, foreign.pid()))
                    .as("files of the ledger that name the worker")
                    .isPositive();
            shop.again(YAML);
            AppView after = shop.awaitState("ready");

            assertThat(after.pids()).hasSize(3).doesNotContain(foreign.pid());
            assertThat(foreign.isAlive()).isTrue();
            shop.cli("apps", "stop", "shop");
            assertThat(foreign.isAlive()).as("a process that is not ours").isTrue();
        } finally {
            foreign.destroyForcibly();
        }
    }

    private static int replaceInLedger(Path state, long from, long to) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(state)) {
            files = all.filter(Files::isRegularFile).toList();
        }
        int changed = 0;
        for (Path file : files) {
            String text = Files.readString(file, StandardCharsets.ISO_8859_1);
            String next = text.replaceAll("(\"pid\"\\s*:\\s*|pid=)" + from + "\\b", "$1" + to);
            if (!next.equals(text)) {
                Files.writeString(file, next, StandardCharsets.ISO_8859_1);
                changed++;
            }
        }
        return changed;
    }
}
