package dev.quaygate.workers.resources;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A directory that looks like the root of a machine, as far as we read it. */
final class MachineTree {
    private static final long GIB = 1L << 30;

    private final Path root;
    private final StringBuilder mounts = new StringBuilder("22 1 8:1 / / rw - ext4 /dev/sda1 rw\n");
    private final StringBuilder membership = new StringBuilder();

    private MachineTree(Path root) {
        this.root = root;
    }

    static MachineTree in(Path root, long gibibytes) {
        MachineTree tree = new MachineTree(root);
        tree.file(
                "proc/meminfo",
                "MemTotal:       %d kB\nMemFree:        1 kB\nMemAvailable:   %d kB\n"
                        .formatted(gibibytes * GIB / 1024, gibibytes * GIB / 2048));
        return tree;
    }

    /** Mounts cgroup v2 as on a host or in a cgroup namespace; we are in that group. */
    MachineTree unified(String group) {
        mounts.append("30 22 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw\n");
        membership.append("0::").append(group).append('\n');
        return refresh();
    }

    /** Mounts one controller of cgroup v1. */
    MachineTree legacy(String controller, String mountRoot, String group) {
        mounts.append(
                "35 31 0:32 %s /sys/fs/cgroup/%s rw - cgroup cgroup rw,%s\n"
                        .formatted(mountRoot, controller, controller));
        membership.append("4:%s:%s\n".formatted(controller, group));
        return refresh();
    }

    /** A file below {@code /sys/fs/cgroup}. */
    MachineTree cgroup(String path, String text) {
        return file("sys/fs/cgroup/" + path, text + "\n");
    }

    MachineTree file(String path, String text) {
        try {
            Path file = root.resolve(path);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Machine read(int processors) {
        return Machine.read(root, processors);
    }

    private MachineTree refresh() {
        file("proc/self/mountinfo", mounts.toString());
        return file("proc/self/cgroup", membership.toString());
    }
}
