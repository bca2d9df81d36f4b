package dev.quaygate.workers.logs;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Makes lines of bytes that come in pieces. Keeps at most one line's limit; what a longer line has
 * beyond it is counted and left out. Not thread-safe.
 */
final class LineSplitter {
    private final byte[] line;
    private int length; // of what line holds
    private long cut; // bytes of this line that were left out

    LineSplitter(int lineBytes) {
        line = new byte[lineBytes];
    }

    /** Hands on each line that ends in these bytes, without its end. */
    void feed(ByteBuffer bytes, Consumer<String> lines) {
        while (bytes.hasRemaining()) {
            byte next = bytes.get();
            if (next == '\n') {
                lines.accept(take());
            } else if (length < line.length) {
                line[length++] = next;
            } else {
                cut++;
            }
        }
    }

    /** The line that has begun and not ended; it stays. */
    Optional<String> pending() {
        return length == 0 && cut == 0 ? Optional.empty() : Optional.of(text());
    }

    /** The same, and the next byte begins a new line. */
    Optional<String> flush() {
        Optional<String> rest = pending();
        clear();
        return rest;
    }

    /** Bytes of the line that has begun. */
    long begun() {
        return length + cut;
    }

    void clear() {
        length = 0;
        cut = 0;
    }

    private String take() {
        String text = text();
        clear();
        return text;
    }

    private String text() {
        if (cut == 0) {
            int end = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
            return new String(line, 0, end, StandardCharsets.UTF_8);
        }
        int end = wholeCharacters();
        long left = cut + length - end;
        return new String(line, 0, end, StandardCharsets.UTF_8) + " … (" + left + " bytes cut)";
    }

    /** Where the last whole UTF-8 character ends, so that a cut makes no broken one. */
    private int wholeCharacters() {
        int start = length - 1;
        while (start > 0 && length - start < 4 && (line[start] & 0xC0) == 0x80) {
            start--;
        }
        int lead = start < 0 ? 0 : line[start] & 0xFF;
        int needed = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
        return start >= 0 && length - start < needed ? start : length;
    }
}
