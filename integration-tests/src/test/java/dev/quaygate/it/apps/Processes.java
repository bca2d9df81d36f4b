package dev.quaygate.it.apps;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Processes of this machine, told apart by the folder that they work in. */
final class Processes {
    private Processes() {}

    /** Those that work in this folder or below it. */
    static List<Long> in(Path folder) {
        return ProcessHandle.allProcesses()
                .map(ProcessHandle::pid)
                .filter(pid -> worksIn(pid, folder))
                .toList();
    }

    private static boolean worksIn(long pid, Path folder) {
        try {
            return Files.readSymbolicLink(Path.of("/proc/" + pid + "/cwd")).startsWith(folder);
        } catch (IOException _) {
            return false; // Ended meanwhile, or a zombie.
        }
    }

    /** Kills them all. */
    static void endIn(Path folder) {
        in(folder).forEach(Processes::kill);
    }

    /** SIGKILL, as the kernel's memory killer would. */
    static void kill(long pid) {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }

    /** Runs, and is not a zombie. */
    static boolean alive(long pid) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
            return lines.noneMatch(line -> line.startsWith("State:\tZ"));
        } catch (IOException | UncheckedIOException _) {
            return false;
        }
    }
}
