package dev.quaygate.workers.logs;

import dev.quaygate.workers.AppControl.LogLine;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The last lines, bounded by number and by size. Not thread-safe. */
final class LineRing {
    private final Deque<LogLine> lines = new ArrayDeque<>();
    private final int most;
    private final int mostCharacters;
    private int characters;

    LineRing(int most, int mostCharacters) {
        this.most = most;
        this.mostCharacters = mostCharacters;
    }

    void add(LogLine line) {
        lines.addLast(line);
        characters += line.text().length();
        while (lines.size() > most || characters > mostCharacters && lines.size() > 1) {
            characters -= lines.removeFirst().text().length();
        }
    }

    /** Oldest first. */
    List<LogLine> lines() {
        return List.copyOf(lines);
    }

    void clear() {
        lines.clear();
        characters = 0;
    }
}
