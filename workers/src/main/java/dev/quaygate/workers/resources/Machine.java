package dev.quaygate.workers.resources;

import java.nio.file.Path;

/**
 * What we and our workers may use: the machine, or the control groups that we are in where these
 * allow less.
 *
 * @param processorShare processors at a time; 0.5 is half of one
 * @param memoryBytes least of all limits of our control groups and the machine's memory
 * @param availableBytes of that, what can still be taken without swapping; page cache that can be
 *     dropped counts as available
 * @param memorySource what {@code memoryBytes} is, for messages: {@code cgroup limit 3 GiB} or
 *     {@code machine memory 24 GiB}
 */
public record Machine(
        double processorShare, long memoryBytes, long availableBytes, String memorySource) {
    /** Reads this machine; some small files, so no need to keep the answer for long. */
    public static Machine local() {
        return read(Path.of("/"), Runtime.getRuntime().availableProcessors());
    }

    /**
     * Reads a machine from a tree of files.
     *
     * @param root holds {@code proc} and what {@code proc/self/mountinfo} names
     * @param processors as many as there are without control groups
     */
    public static Machine read(Path root, int processors) {
        Cgroups groups = Cgroups.read(root);
        MemoryReading memory = MemoryReading.of(root, groups);
        return new Machine(
                ProcessorReading.share(groups, processors),
                memory.limit(),
                memory.available(),
                memory.source());
    }

    /** Whole processors, rounded up: half a processor is one. */
    public int processors() {
        return Math.max(1, (int) Math.ceil(processorShare - 0.001));
    }
}
