package dev.quaygate.workers.settings;

import static dev.quaygate.workers.settings.InvalidSetting.require;

import java.util.List;

/**
 * What is executed: a program with arguments as they are, or text for {@code /bin/sh -c}. Both may
 * hold the places {@code {socket}}, {@code {port}}, {@code {worker}} and {@code {release}}.
 *
 * @param words program and arguments; one text if {@code shell}
 */
public record Command(List<String> words, boolean shell) {
    public Command {
        words = List.copyOf(words);
        require(!words.isEmpty() && !words.getFirst().isBlank(), "command", "names no program");
        require(!shell || words.size() == 1, "command", "a shell command is one text");
    }

    public static Command exec(List<String> words) {
        return new Command(words, false);
    }

    public static Command shell(String text) {
        return new Command(List.of(text), true);
    }

    /** Whether that place, as in {@code {socket}}, stands somewhere in it. */
    public boolean mentions(String place) {
        return words.stream().anyMatch(word -> word.contains(place));
    }
}
