package dev.quaygate.workers.resources;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The control group of one worker. Blocking; any thread. */
public final class MemoryGroup {
    private final Path directory;
    private final int version;

    MemoryGroup(Path directory, int version) {
        this.directory = directory;
        this.version = version;
    }

    /**
     * Who writes its pid here enters the group, with all children from then on. A launcher does it
     * best between fork and exec, before it gives up its rights: nothing is charged elsewhere then.
     */
    public Path processes() {
        return directory.resolve("cgroup.procs");
    }

    /** Moves a running process into the group; memory that it has stays charged where it was. */
    public void add(long pid) throws IOException {
        write("cgroup.procs", Long.toString(pid));
    }

    /** Changes the limit. Fails on v1 if the group is above it and nothing can be dropped. */
    public void limit(long bytes) throws IOException {
        String text = Long.toString(bytes);
        if (version == 1) {
            attempt("memory.memsw.limit_in_bytes", "-1"); // must never be below the other one
            write("memory.limit_in_bytes", text);
            attempt("memory.memsw.limit_in_bytes", text);
            return;
        }
        write("memory.max", text);
        attempt("memory.swap.max", "0"); // else it would crawl instead of end
        attempt("memory.oom.group", "1"); // a worker without one of its children is broken
    }

    /** How many processes of the group the kernel ended for want of memory. */
    public long killed() {
        String file = version == 1 ? "memory.oom_control" : "memory.events";
        return KernelFile.text(directory.resolve(file))
                .map(text -> KernelFile.field(text, "oom_kill ").orElse(0))
                .orElse(0L);
    }

    /**
     * @return false if it still has processes
     */
    public boolean remove() {
        try {
            Files.deleteIfExists(directory);
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    boolean exists() {
        return Files.isDirectory(directory);
    }

    private void write(String file, String text) throws IOException {
        // CREATE never creates there: the kernel refuses a file that it does not have itself.
        Files.writeString(directory.resolve(file), text, CREATE, WRITE);
    }

    private void attempt(String file, String text) {
        try {
            write(file, text);
        } catch (IOException _) {
            // Not in every kernel; the limit itself does not depend on it.
        }
    }
}
