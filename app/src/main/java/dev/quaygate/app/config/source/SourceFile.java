package dev.quaygate.app.config.source;

import java.nio.file.Path;
import java.util.List;

/**
 * One file as it was read.
 *
 * @param path absolute path
 * @param name how messages call it: the path as the user gave it, or as the include found it
 * @param text its whole content
 */
public record SourceFile(Path path, String name, String text) {
    /** Lines without their ends. */
    public List<String> lines() {
        return text.lines().toList();
    }

    /** One line, counted from 1; empty behind the end. */
    public String line(int number) {
        return text.lines().skip(number - 1L).findFirst().orElse("");
    }

    /** The content is compared by the admin endpoint, never printed by accident. */
    @Override
    public String toString() {
        return name;
    }
}
