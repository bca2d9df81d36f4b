package dev.quaygate.workers.launch;

import java.util.Optional;

/**
 * A process that no other can be taken for within one boot of the machine: numbers are used again,
 * but not with the same start time.
 *
 * @param pid also the number of its session and its process group
 * @param startTicks start in clock ticks since boot
 */
public record ProcessId(long pid, long startTicks) {
    /** Of a process that lives now. */
    public static Optional<ProcessId> of(long pid) {
        return ProcFile.entry(pid).map(entry -> new ProcessId(pid, entry.startTicks()));
    }

    /** Whether it still runs; one that has ended and was not waited for does not. */
    public boolean alive() {
        return ProcFile.entry(pid)
                .filter(entry -> entry.startTicks() == startTicks && entry.alive())
                .isPresent();
    }

    /** Differs after each boot of the machine. */
    public static String bootId() {
        return ProcFile.bootId();
    }
}
