package dev.quaygate.workers.logs;

import dev.quaygate.workers.AppControl.LogLine;
import java.util.ArrayList;
import java.util.List;

/** Lines that were read and not yet handed on, bounded by size. Guarded by {@link LogCapture}. */
final class Outbox {
    private static final long CHARACTERS = 8L * 1024 * 1024;

    /** What a line costs beside its text. */
    private static final int OVERHEAD = 64;

    private List<LogLine> lines = new ArrayList<>();
    private long characters;

    /** False if it is full, because whoever takes the lines is slow. */
    boolean offer(LogLine line) {
        long size = (long) line.text().length() + OVERHEAD;
        if (characters + size > CHARACTERS) {
            return false;
        }
        characters += size;
        lines.add(line);
        return true;
    }

    boolean isEmpty() {
        return lines.isEmpty();
    }

    List<LogLine> take() {
        List<LogLine> taken = lines;
        lines = new ArrayList<>();
        characters = 0;
        return taken;
    }
}
