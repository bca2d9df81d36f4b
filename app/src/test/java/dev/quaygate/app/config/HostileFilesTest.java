package dev.quaygate.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.app.config.source.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Guards CFG-1: what is meant to hurt a parser is refused with a place, and fast. */
final class HostileFilesTest {
    @TempDir Path directory;

    static Stream<Arguments> texts() {
        return Stream.of(
                Arguments.of("flow depth", "routes: " + "[".repeat(1000), "QG1001"),
                Arguments.of("block depth", deep(), "QG1001"),
                Arguments.of("long line", "email: " + "a".repeat(70_000), "QG1001"),
                Arguments.of("aliases", bomb(), "QG1006"),
                Arguments.of("nul", "email: a\0b", "QG1001"),
                Arguments.of("escape sequence", "email: \u001b[31m", "QG1001"),
                Arguments.of("a list", "- a\n- b\n", "QG1007"),
                Arguments.of("a scalar", "hello", "QG1007"),
                Arguments.of("a key that is a list", "? [a]\n: b\n", "QG1001"),
                Arguments.of("an alias as key", "*a : b\n", "QG1001"),
                Arguments.of("binary tag", "email: !!binary aGVsbG8=\n", "QG1006"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("texts")
    @Timeout(5)
    void isRefusedWithAPlace(String what, String text, String code) throws IOException {
        Path file = directory.resolve("q.yaml");
        Files.writeString(file, text);
        long start = System.nanoTime();

        Loaded loaded = ConfigLoader.load(ConfigRequest.of(file, Map.of()));

        assertThat(loaded).as(what).isInstanceOf(Loaded.Bad.class);
        assertThat(loaded.problems()).extracting(Problem::code).contains(code);
        assertThat(loaded.problems())
                .allMatch(problem -> problem.line() > 0 && problem.column() > 0);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
    }

    @Test
    @Timeout(5)
    void fileAboveTheCapIsNotRead() throws IOException {
        Path file = directory.resolve("q.yaml");
        Files.writeString(file, "a: b\n".repeat(1 << 20));

        Loaded loaded = ConfigLoader.load(ConfigRequest.of(file, Map.of()));

        assertThat(loaded.problems())
                .extracting(Problem::message)
                .containsExactly("larger than 3MiB");
    }

    @Test
    void byteOrderMarkAndForeignEncodingAreNamed() throws IOException {
        Path marked =
                Files.writeString(directory.resolve("bom.yaml"), "\ufeffemail: a@example.com\n");
        Path latin =
                Files.write(
                        directory.resolve("latin.yaml"),
                        "a: b\nc: \u00fc\n".getBytes(StandardCharsets.ISO_8859_1));

        assertThat(ConfigLoader.load(ConfigRequest.of(marked, Map.of())).problems())
                .extracting(Problem::message)
                .containsExactly("starts with a byte order mark; save it without one");
        assertThat(ConfigLoader.load(ConfigRequest.of(latin, Map.of())).problems())
                .extracting(Problem::message)
                .containsExactly("not UTF-8, first in line 2");
    }

    @Test
    void missingFileIsAProblemAndNotAnException() {
        Loaded loaded =
                ConfigLoader.load(ConfigRequest.of(directory.resolve("none.yaml"), Map.of()));

        assertThat(loaded).isInstanceOf(Loaded.Bad.class);
        assertThat(loaded.problems()).extracting(Problem::code).containsExactly("QG1002");
    }

    private static String deep() {
        var text = new StringBuilder();
        for (int i = 0; i < 80; i++) {
            text.append(" ".repeat(i)).append("a:\n");
        }
        return text.append(" ".repeat(80)).append("b").toString();
    }

    private static String bomb() {
        var text = new StringBuilder("a: &a [x, x]\n");
        for (char c = 'b'; c < 'k'; c++) {
            char before = (char) (c - 1);
            text.append("%c: &%c [*%c, *%c, *%c]\n".formatted(c, c, before, before, before));
        }
        return text.toString();
    }
}
