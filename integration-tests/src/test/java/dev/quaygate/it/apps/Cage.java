package dev.quaygate.it.apps;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * Control groups (version 1) that a program is started in, so that it has a small machine of its
 * own. Where they cannot be made the test is skipped.
 */
final class Cage implements AutoCloseable {
    private static final Path ROOT = Path.of("/sys/fs/cgroup");
    private static final int PERIOD = 100_000;

    private final List<Path> groups = new ArrayList<>();

    /** With this much memory for the program and all that it starts. */
    static Cage ofMemory(long mebibytes) throws IOException {
        var cage = new Cage();
        Path group = cage.make("memory", "memory.limit_in_bytes");
        Files.writeString(group.resolve("memory.limit_in_bytes"), String.valueOf(mebibytes << 20));
        return cage;
    }

    /** And with this part of one processor. */
    Cage withProcessor(double share) throws IOException {
        Path group = make("cpu", "cpu.cfs_quota_us");
        Files.writeString(group.resolve("cpu.cfs_period_us"), String.valueOf(PERIOD));
        Files.writeString(
                group.resolve("cpu.cfs_quota_us"), String.valueOf((int) (share * PERIOD)));
        return this;
    }

    private Path make(String controller, String file) throws IOException {
        Path root = ROOT.resolve(controller);
        assumeTrue(
                Files.isWritable(root) && Files.exists(root.resolve("cgroup.procs")),
                "needs root and a " + controller + " cgroup of version 1");
        Path group = root.resolve("quaygate-it-" + ProcessHandle.current().pid());
        Files.createDirectory(group);
        groups.add(group);
        assumeTrue(Files.exists(group.resolve(file)), "the kernel has no " + file);
        return group;
    }

    /** A shell that moves itself in and becomes the program. */
    List<String> entering() {
        var script = new StringBuilder();
        groups.forEach(
                group -> script.append("echo $$ > ").append(group).append("/cgroup.procs; "));
        return List.of("/bin/sh", "-c", script + "exec \"$@\"", "enter");
    }

    /** How often the kernel ended something in there for want of memory. */
    long killed() throws IOException {
        return Files.readAllLines(groups.getFirst().resolve("memory.oom_control")).stream()
                .filter(line -> line.startsWith("oom_kill "))
                .mapToLong(line -> Long.parseLong(line.substring("oom_kill ".length())))
                .sum();
    }

    @Override
    public void close() {
        // Busy until the kernel has put away the last process.
        Awaitility.await().ignoreExceptions().until(this::deleted);
    }

    /** With groups of workers below it, which no program was left to remove. */
    private boolean deleted() throws IOException {
        for (Path group : List.copyOf(groups)) {
            try (Stream<Path> below = Files.list(group)) {
                for (Path one : below.filter(Files::isDirectory).toList()) {
                    Files.delete(one);
                }
            }
            Files.delete(group);
            groups.remove(group);
        }
        return groups.isEmpty();
    }
}
