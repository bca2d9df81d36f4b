package dev.quaygate.workers.logs;

import dev.quaygate.workers.resources.ByteSize;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Lets so much through in each second and counts the rest. Pure but for its state; not thread-safe.
 */
final class FloodGate {
    static final long BYTES = 2 * 1024 * 1024;
    static final int LINES = 20_000;

    private static final Duration WINDOW = Duration.ofSeconds(1);

    private Instant since = Instant.MIN; // start of this second
    private long bytes;
    private int lines;
    private long droppedLines;
    private long droppedBytes;
    private boolean atLeast;

    /** Whether a line of that size may pass; if not, it is counted. */
    boolean admit(long size, Instant now) {
        if (!now.isBefore(next())) {
            since = now;
            bytes = 0;
            lines = 0;
        }
        if (bytes + size > BYTES || lines >= LINES) {
            drop(1, size);
            return false;
        }
        bytes += size;
        lines++;
        return true;
    }

    /** Counts what was lost elsewhere. */
    void drop(long lineCount, long size) {
        droppedLines += lineCount;
        droppedBytes += size;
    }

    /** Counts bytes that were never looked at. */
    void skip(long size) {
        droppedBytes += size;
        atLeast = true;
    }

    /**
     * What to tell about the loss, once a second has passed since it began; the count starts anew.
     */
    Optional<String> report(Instant now) {
        return droppedBytes == 0 && droppedLines == 0 || now.isBefore(next())
                ? Optional.empty()
                : reportNow();
    }

    Optional<String> reportNow() {
        if (droppedBytes == 0 && droppedLines == 0) {
            return Optional.empty();
        }
        String text =
                (atLeast ? "more than " : "")
                        + droppedLines
                        + (droppedLines == 1 ? " line (" : " lines (")
                        + ByteSize.text(droppedBytes)
                        + ") dropped: more than "
                        + ByteSize.text(BYTES)
                        + " or "
                        + LINES
                        + " lines a second";
        droppedLines = 0;
        droppedBytes = 0;
        atLeast = false;
        return Optional.of(text);
    }

    private Instant next() {
        return since.equals(Instant.MIN) ? since : since.plus(WINDOW);
    }
}
