package dev.quaygate.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.app.config.Loaded.BrokenDropIn;
import dev.quaygate.app.config.source.Problem;
import dev.quaygate.app.config.source.SourceFile;
import dev.quaygate.proxy.settings.Route;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Guards D1: a broken drop-in harms only itself. */
final class DropInsTest {
    @TempDir Path directory;

    private Path main = Path.of("");

    @BeforeEach
    void tenSites() throws IOException {
        main = directory.resolve("quaygate.yaml");
        Files.writeString(main, "include: [conf.d/*.yaml]\n");
        Files.createDirectory(directory.resolve("conf.d"));
        for (int i = 0; i < 10; i++) {
            write(
                    i,
                    "routes: [{host: s%d.example.com, to: p%d}]\npools: {p%d: {to: 300%d}}\n"
                            .formatted(i, i, i, i));
        }
    }

    @Test
    void allDropInsServeTogether() {
        assertThat(hosts(good(load(List.of())))).hasSize(10);
    }

    @Test
    void brokenDropInIsLeftOutAtAColdStartAndNamed() throws IOException {
        write(3, "routes: [{host: s3.example.com, too: 3000}]\n");

        Loaded.Good loaded = good(load(List.of()));

        assertThat(hosts(loaded)).hasSize(9).doesNotContain("s3.example.com");
        assertThat(loaded.broken())
                .containsExactly(new BrokenDropIn(file(3), file(3).toString(), false));
        assertThat(loaded.problems())
                .filteredOn(Problem::isError)
                .allMatch(p -> p.file().endsWith("3.yaml"));
    }

    @Test
    void brokenDropInKeepsItsLastGoodVersion() throws IOException {
        List<SourceFile> serving = good(load(List.of())).configuration().files();
        write(3, "routes: [\n");
        write(4, "routes: [{host: new.example.com, to: 3000}]\n");

        Loaded.Good loaded = good(load(serving));

        assertThat(hosts(loaded)).hasSize(10).contains("s3.example.com", "new.example.com");
        assertThat(loaded.broken())
                .containsExactly(new BrokenDropIn(file(3), file(3).toString(), true));
        assertThat(loaded.configuration().files()).contains(serving.get(4));
    }

    @Test
    void dropInThatTakesAnothersHostIsTheBrokenOne() throws IOException {
        write(7, "routes: [{host: s1.example.com, to: 3000}]\n");

        Loaded.Good loaded = good(load(List.of()));

        assertThat(loaded.broken()).extracting(BrokenDropIn::path).containsExactly(file(7));
        assertThat(loaded.problems()).extracting(Problem::code).containsExactly("QG1021");
        assertThat(hosts(loaded)).contains("s1.example.com").doesNotContain("s7.example.com");
    }

    @Test
    void unreadableBytesBreakOnlyTheirFile() throws IOException {
        Files.write(file(5), new byte[] {(byte) 0xff, (byte) 0xfe});

        Loaded.Good loaded = good(load(List.of()));

        assertThat(hosts(loaded)).hasSize(9);
        assertThat(loaded.problems()).extracting(Problem::code).containsExactly("QG1001");
    }

    @Test
    void strictRefusesEverything() throws IOException {
        Files.writeString(main, "include: [conf.d/*.yaml]\nreload: {dropIns: strict}\n");
        write(3, "routs: []\n");

        assertThat(load(List.of())).isInstanceOf(Loaded.Bad.class);
    }

    @Test
    void brokenMainFileRefusesEverythingAndStillReportsDropIns() throws IOException {
        Files.writeString(main, "include: [conf.d/*.yaml]\nrouts: []\n");
        write(3, "poolz: {}\n");

        Loaded loaded = load(List.of());

        assertThat(loaded).isInstanceOf(Loaded.Bad.class);
        assertThat(loaded.problems())
                .extracting(Problem::message)
                .containsExactly("unknown key `routs`", "unknown key `poolz`");
    }

    @Test
    void keysOfTheMainFileAreRefusedInADropIn() throws IOException {
        write(3, "listen: {http: off}\n");

        assertThat(good(load(List.of())).problems())
                .extracting(Problem::code)
                .containsExactly("QG1004");
    }

    private Loaded load(List<SourceFile> lastGood) {
        return ConfigLoader.load(new ConfigRequest(main, null, Map.of(), lastGood));
    }

    private static Loaded.Good good(Loaded loaded) {
        assertThat(loaded).as(Yaml.text(loaded)).isInstanceOf(Loaded.Good.class);
        return (Loaded.Good) loaded;
    }

    private static List<String> hosts(Loaded.Good loaded) {
        return loaded.configuration().proxy().routes().stream().map(Route::name).toList();
    }

    private Path file(int number) {
        return directory.resolve("conf.d/" + number + ".yaml");
    }

    private void write(int number, String text) throws IOException {
        Files.writeString(file(number), text);
    }
}
