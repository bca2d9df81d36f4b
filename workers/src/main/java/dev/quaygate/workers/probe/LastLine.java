package dev.quaygate.workers.probe;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Reads what a command prints, so that it never blocks, and keeps the end. */
final class LastLine {
    private static final int KEPT = 4096;

    /** How long output may trail after the command has ended; a child may hold the pipe open. */
    private static final Duration TRAILING = Duration.ofMillis(200);

    private final Thread reader;
    private byte[] end = new byte[0]; // guarded by this

    private LastLine(InputStream from) {
        reader = Thread.ofVirtual().name("probe-output").unstarted(() -> read(from));
    }

    static LastLine of(InputStream from) {
        LastLine line = new LastLine(from);
        line.reader.start();
        return line;
    }

    Optional<String> get() throws InterruptedException {
        boolean _ = reader.join(TRAILING);
        List<String> lines = text().lines().filter(line -> !line.isBlank()).toList();
        return lines.isEmpty() ? Optional.empty() : Optional.of(lines.getLast().strip());
    }

    private synchronized String text() {
        return new String(end, StandardCharsets.UTF_8);
    }

    private void read(InputStream from) {
        byte[] buffer = new byte[KEPT];
        try (from) {
            for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
                keep(buffer, n);
            }
        } catch (IOException _) {
            // The process was killed; what was read stays.
        }
    }

    private synchronized void keep(byte[] buffer, int n) {
        byte[] all = new byte[end.length + n];
        System.arraycopy(end, 0, all, 0, end.length);
        System.arraycopy(buffer, 0, all, end.length, n);
        end =
                all.length <= KEPT
                        ? all
                        : java.util.Arrays.copyOfRange(all, all.length - KEPT, all.length);
    }
}
