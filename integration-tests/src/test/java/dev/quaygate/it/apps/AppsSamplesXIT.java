package dev.quaygate.it.apps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.it.wire.H1Client;
import dev.quaygate.it.wire.H1Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The samples of applications: started as they are shipped, they answer over HTTPS. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class AppsSamplesXIT {
    private static final Path SAMPLES = Path.of("../config-samples").toAbsolutePath().normalize();
    private static final String HOST = "app.localhost";

    @Test
    void servesFastApiUnderUvicorn() throws Exception {
        Programs.find("uvicorn");
        try (var shop = start("fastapi")) {
            shop.await("shop", app -> app.ready() == 4);

            assertThat(answer(shop)).contains("\"text\":\"Hello\"").contains("127.0.0.1");
            assertThat(workers(shop, "\"worker\":\"(\\d)\"")).hasSize(4);
        }
    }

    @Test
    void servesFlaskUnderGunicornWithTablesMadeOnce() throws Exception {
        Programs.find("flask");
        try (var shop = start("flask")) {
            shop.await("shop", app -> app.ready() == 2);

            assertThat(answer(shop)).matches("worker [12], visit 1\\n");
            assertThat(workers(shop, "worker (\\d)")).hasSize(2);
            assertThat(shop.cli("apps", "prestart", "shop").out())
                    .contains("database  once per release  done")
                    .containsOnlyOnce("tables are there");
        }
    }

    @Test
    void servesNodeOnAsManyWorkersAsThereIsRoomFor() throws Exception {
        Programs.find("node");
        try (var shop = start("node")) {
            AppView app = shop.await("web", view -> view.ready() > 0 && view.readyAsWanted());

            assertThat(answer(shop)).startsWith("Hello from worker ");
            assertThat(app.wanted()).isBetween(1, Runtime.getRuntime().availableProcessors());
        }
    }

    @Test
    void servesFilesWithNothingButPython() throws Exception {
        try (var shop = start("files")) {
            shop.await("files", app -> app.ready() == 2);

            assertThat(answer(shop))
                    .isEqualTo(Files.readString(SAMPLES.resolve("apps/files/index.html")));
        }
    }

    /**
     * The sample in a folder of the test's own, on free ports. Its packages are those that {@code
     * make test} installed: a build does not depend on the registry.
     */
    private static Shop start(String name) throws IOException {
        Path folder = Shop.folder();
        Path app = folder.resolve("apps").resolve(name);
        Files.createDirectories(app);
        try (Stream<Path> files = Files.list(SAMPLES.resolve("apps").resolve(name))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, app.resolve(file.getFileName()));
            }
        }
        Files.createDirectory(app.resolve(".venv"));
        Files.createSymbolicLink(app.resolve(".venv/bin"), Programs.VENV);
        return Shop.startIn(
                folder,
                Files.readString(SAMPLES.resolve("apps-" + name + ".yaml"))
                        .replaceAll("(?m)^(listen|storage|admin):.*\n", "")
                        .replaceAll("run: python3 -m venv .*", "run: 'true'"));
    }

    private static String answer(Shop shop) throws IOException {
        try (var client = H1Client.tls(shop.quaygate().https(), HOST)) {
            H1Response answer = client.get(HOST, "/").read();
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            return answer.text();
        }
    }

    /** Those that answer some requests. */
    private static Set<String> workers(Shop shop, String number) throws IOException {
        var seen = new TreeSet<String>();
        for (int i = 0; i < 20; i++) {
            var found = Pattern.compile(number).matcher(answer(shop));
            assertThat(found.find()).isTrue();
            seen.add(found.group(1));
        }
        return seen;
    }
}
