package dev.quaygate.workers.launch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads what a launch needs from {@code /proc}. Processes may end at any time: no error then. */
final class ProcFile {
    private static final Path PROC = Path.of("/proc");

    private ProcFile() {}

    /**
     * One process.
     *
     * @param startTicks since boot, in clock ticks
     */
    record Entry(long pid, char state, long parent, long group, long session, long startTicks) {
        boolean alive() {
            return state != 'Z' && state != 'X';
        }
    }

    static Optional<Entry> entry(long pid) {
        try {
            String stat =
                    Files.readString(PROC.resolve(pid + "/stat"), StandardCharsets.ISO_8859_1);
            // The name in brackets may hold anything, brackets and blanks too.
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return Optional.of(
                    new Entry(
                            pid,
                            fields[0].charAt(0),
                            Long.parseLong(fields[1]),
                            Long.parseLong(fields[2]),
                            Long.parseLong(fields[3]),
                            Long.parseLong(fields[19])));
        } catch (IOException | IndexOutOfBoundsException | NumberFormatException _) {
            return Optional.empty();
        }
    }

    /** All processes that can be seen. */
    static List<Entry> all() {
        var found = new ArrayList<Entry>();
        try (var directories = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path directory : directories) {
                entry(Long.parseLong(directory.getFileName().toString())).ifPresent(found::add);
            }
        } catch (IOException | DirectoryIteratorException _) {
            return found;
        }
        return found;
    }

    /** The environment it was started with; empty if it has ended or is another user's. */
    static List<String> environment(long pid) {
        try {
            String all =
                    Files.readString(PROC.resolve(pid + "/environ"), StandardCharsets.ISO_8859_1);
            return List.of(all.split("\0"));
        } catch (IOException _) {
            return List.of();
        }
    }

    static String bootId() {
        try {
            return Files.readString(PROC.resolve("sys/kernel/random/boot_id")).strip();
        } catch (IOException _) {
            return "unknown";
        }
    }
}
