package dev.quaygate.acme.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * A file of lines that keeps its newest. Appending costs one write; the file is rewritten only when
 * it is twice too long.
 */
final class LineLog {
    private final DurableDirectory files;
    private final Path file;

    LineLog(DurableDirectory files, Path file) {
        this.files = files;
        this.file = file;
    }

    void append(String line, int keep) throws IOException {
        List<String> before = read();
        if (before.size() >= 2 * keep) {
            files.replace(
                    file, text(before.subList(before.size() - keep + 1, before.size()), line));
            return;
        }
        // A line torn by a crash has no end; without this the next one would be lost with it.
        String start = before.isEmpty() || endsWithNewline() ? "" : "\n";
        files.append(file, (start + line + "\n").getBytes(UTF_8));
    }

    List<String> newest(int keep) throws IOException {
        List<String> all = read();
        return List.copyOf(all.subList(Math.max(0, all.size() - keep), all.size()));
    }

    private List<String> read() throws IOException {
        try {
            // Decoding by the constructor replaces damaged bytes; Files.readString would throw.
            return new String(Files.readAllBytes(file), UTF_8).lines().toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    private boolean endsWithNewline() throws IOException {
        byte[] content = Files.readAllBytes(file);
        return content.length == 0 || content[content.length - 1] == '\n';
    }

    private static byte[] text(List<String> lines, String last) {
        return (String.join("\n", lines) + "\n" + last + "\n").getBytes(UTF_8);
    }
}
