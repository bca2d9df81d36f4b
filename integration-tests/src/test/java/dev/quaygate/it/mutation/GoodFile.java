package dev.quaygate.it.mutation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A good configuration file, its places, and how its text is changed at one of them. */
record GoodFile(Path path, String text, List<YamlPlace> places) {

    static GoodFile read(Path path) {
        try {
            String text = Files.readString(path);
            return new GoodFile(path, text, YamlPlace.in(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The text with something else where a key or a value stands; empty if it spans lines. */
    Optional<String> with(YamlPlace place, String other) {
        return written(place).map(old -> replaced(place, old.length(), other));
    }

    /** The text with a whole line before that of the place, and as far to the right. */
    String withLineBefore(YamlPlace place, String line) {
        var lines = new ArrayList<>(text.lines().toList());
        lines.add(place.line() - 1, " ".repeat(place.column() - 1) + line);
        return String.join("\n", lines) + "\n";
    }

    /** Whether nothing but blanks stands before it on its line. */
    boolean isFirstOnItsLine(YamlPlace place) {
        return line(place).substring(0, place.column() - 1).isBlank();
    }

    /** The value of a key, if it is a scalar. */
    Optional<YamlPlace> value(YamlPlace key) {
        return places.stream()
                .filter(place -> !place.key() && place.path().equals(key.path()))
                .findFirst();
    }

    boolean has(String path) {
        return places.stream().anyMatch(place -> place.path().equals(path));
    }

    /** As it stands in the file, quotes included; empty if that is more than one line. */
    Optional<String> written(YamlPlace place) {
        String rest = line(place).substring(place.column() - 1);
        char first = rest.isEmpty() ? ' ' : rest.charAt(0);
        if (first == '"' || first == '\'') {
            int end = rest.indexOf(first, 1);
            return end < 0 ? Optional.empty() : Optional.of(rest.substring(0, end + 1));
        }
        return rest.startsWith(place.text()) && !place.text().isEmpty()
                ? Optional.of(place.text())
                : Optional.empty();
    }

    private String replaced(YamlPlace place, int length, String other) {
        var lines = new ArrayList<>(text.lines().toList());
        String line = line(place);
        int from = place.column() - 1;
        lines.set(
                place.line() - 1, line.substring(0, from) + other + line.substring(from + length));
        return String.join("\n", lines) + "\n";
    }

    private String line(YamlPlace place) {
        return text.lines().toList().get(place.line() - 1);
    }
}
