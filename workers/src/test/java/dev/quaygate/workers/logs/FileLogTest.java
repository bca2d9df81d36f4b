package dev.quaygate.workers.logs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.workers.AppControl.LogLine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileLogTest {
    private static final Instant T0 = Instant.parse("2026-11-24T12:00:00Z");

    @TempDir private Path directory;

    @Test
    void textSaysWhenAndWho() throws Exception {
        Path file = directory.resolve("shop.log");
        try (var log = new FileLog(file, 1000, 1, LogFormat.TEXT)) {
            log.write(line("hello"));
        }

        assertThat(file).hasContent("2026-11-24T12:00:00Z shop/2 out: hello\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-r-----");
    }

    @Test
    void jsonObjectsPassAndOtherLinesAreWrapped() throws Exception {
        Path file = directory.resolve("shop.log");
        try (var log = new FileLog(file, 1000, 1, LogFormat.JSON)) {
            log.write(line("{\"level\":\"info\"}"));
            log.write(line("say \"hi\""));
        }

        assertThat(file)
                .hasContent(
                        """
                        {"level":"info"}
                        {"at":"2026-11-24T12:00:00Z","app":"shop","worker":2,"stream":"out","text":"say \\"hi\\""}
                        """);
    }

    @Test
    void aFullFileIsRotatedAndOnlySoManyAreKept() throws Exception {
        Path file = directory.resolve("shop.log");
        int size = LogFormat.TEXT.line(line("1")).length() + 1;
        try (var log = new FileLog(file, size * 2L, 2, LogFormat.TEXT)) {
            for (int n = 1; n <= 9; n++) {
                log.write(line(Integer.toString(n)));
            }
        }

        assertThat(numbers(file)).isEqualTo("9");
        assertThat(numbers(directory.resolve("shop.log.1"))).isEqualTo("78");
        assertThat(numbers(directory.resolve("shop.log.2"))).isEqualTo("56");
        assertThat(directory.resolve("shop.log.3")).doesNotExist();
    }

    @Test
    void withoutOldFilesItBeginsAnew() throws Exception {
        Path file = directory.resolve("shop.log");
        try (var log = new FileLog(file, 1, 0, LogFormat.TEXT)) {
            log.write(line("1"));
            log.write(line("2"));
        }

        assertThat(numbers(file)).isEqualTo("2");
        assertThat(directory.resolve("shop.log.1")).doesNotExist();
    }

    @Test
    void anExistingFileIsAppendedTo() throws Exception {
        Path file = directory.resolve("shop.log");
        for (int n = 1; n <= 2; n++) {
            try (var log = new FileLog(file, 1000, 1, LogFormat.TEXT)) {
                log.write(line(Integer.toString(n)));
            }
        }

        assertThat(numbers(file)).isEqualTo("12");
    }

    @Test
    void itGoesOnWhenWritingWorksAgain() throws Exception {
        Path file = directory.resolve("later/shop.log");
        try (var log = new FileLog(file, 1000, 1, LogFormat.TEXT)) {
            log.write(line("1"));
            Files.createDirectory(file.getParent());
            log.write(line("2"));
        }

        assertThat(numbers(file)).isEqualTo("2");
    }

    private static LogLine line(String text) {
        return new LogLine(T0, "shop", 2, "out", text);
    }

    /** The texts of the lines, one character each. */
    private static String numbers(Path file) throws Exception {
        var numbers = new StringBuilder();
        Files.readAllLines(file).forEach(line -> numbers.append(line.charAt(line.length() - 1)));
        return numbers.toString();
    }
}
