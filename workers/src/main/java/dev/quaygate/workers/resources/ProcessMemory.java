package dev.quaygate.workers.resources;

import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * Memory of one process.
 *
 * @param pssBytes pages shared by n processes count 1/n; equals {@code rssBytes} where we may not
 *     read it (needs the same user or CAP_SYS_PTRACE)
 * @param exact whether {@code pssBytes} is PSS
 */
record ProcessMemory(long rssBytes, long pssBytes, boolean exact) {
    private static final ProcessMemory NONE = new ProcessMemory(0, 0, true);

    static ProcessMemory of(Path proc, long pid) {
        Path directory = proc.resolve(Long.toString(pid));
        String rollup = KernelFile.text(directory.resolve("smaps_rollup")).orElse("");
        OptionalLong pss = KernelFile.field(rollup, "Pss:");
        OptionalLong rss = KernelFile.field(rollup, "Rss:");
        if (pss.isPresent() && rss.isPresent()) {
            return new ProcessMemory(rss.getAsLong() * 1024, pss.getAsLong() * 1024, true);
        }
        String status = KernelFile.text(directory.resolve("status")).orElse("");
        OptionalLong resident = KernelFile.field(status, "VmRSS:");
        if (resident.isEmpty()) {
            return NONE; // has ended, or is a thread of the kernel
        }
        return new ProcessMemory(resident.getAsLong() * 1024, resident.getAsLong() * 1024, false);
    }
}
