package dev.quaygate.it.apps;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
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

    /** Kills them all, and removes the folder of their sockets and output. */
    static void endIn(Path folder) {
        List<Long> left = in(folder);
        Set<Path> runtime = left.stream().flatMap(Processes::runtime).collect(Collectors.toSet());
        left.forEach(Processes::kill);
        runtime.forEach(Processes::delete);
    }

    /** The folder {@code apps-…} that a worker's output file lies in, two levels down. */
    private static Stream<Path> runtime(long pid) {
        try {
            Path output = Files.readSymbolicLink(Path.of("/proc/" + pid + "/fd/1"));
            Path apps = output.getParent() == null ? null : output.getParent().getParent();
            return apps != null && apps.getFileName().toString().startsWith("apps-")
                    ? Stream.of(apps)
                    : Stream.of();
        } catch (IOException _) {
            return Stream.of();
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(one);
            }
        } catch (IOException | UncheckedIOException _) {
            // Leftovers of a test are no reason to fail it.
        }
    }

    /** Bytes of a process with its share of what others map too; all there is if it ended. */
    static double pss(long pid) {
        try {
            return Files.readAllLines(Path.of("/proc/" + pid + "/smaps_rollup")).stream()
                            .filter(line -> line.startsWith("Pss:"))
                            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                            .findFirst()
                            .orElse(Long.MAX_VALUE)
                    * 1024.0;
        } catch (IOException _) {
            return Double.MAX_VALUE;
        }
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
