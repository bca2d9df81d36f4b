package dev.quaygate.workers.resources;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Small files of {@code /proc} and of cgroups, which may vanish or be forbidden at any moment. */
final class KernelFile {
    private KernelFile() {}

    /** Empty if it cannot be read, for whatever reason. */
    static Optional<String> text(Path file) {
        try {
            // Process names may be bytes that are no UTF-8.
            return Optional.of(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
        } catch (IOException | SecurityException _) {
            return Optional.empty();
        }
    }

    static List<String> lines(Path file) {
        return text(file).map(text -> text.lines().toList()).orElse(List.of());
    }

    /** The first word as a number; empty if it is none, as {@code max} and {@code -1}. */
    static OptionalLong number(Path file) {
        return text(file).map(KernelFile::firstNumber).orElse(OptionalLong.empty());
    }

    /**
     * The number after that name at the start of a line, as in {@code Rss: 12 kB} or {@code
     * oom_kill 3}.
     */
    static OptionalLong field(String text, String name) {
        return text.lines()
                .filter(line -> line.startsWith(name))
                .map(line -> firstNumber(line.substring(name.length())))
                .filter(OptionalLong::isPresent)
                .findFirst()
                .orElse(OptionalLong.empty());
    }

    static OptionalLong firstNumber(String text) {
        String word = text.strip().split("\\s+", 2)[0];
        if (word.isEmpty() || !word.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseLong(word));
        } catch (NumberFormatException _) {
            return OptionalLong.of(Long.MAX_VALUE); // more than 63 bits: as good as no limit
        }
    }
}
