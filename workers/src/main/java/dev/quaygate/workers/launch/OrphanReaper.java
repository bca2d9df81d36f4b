package dev.quaygate.workers.launch;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Lets the system forget processes that became our children because their parents ended, as happens
 * to process 1 of a container. Java waits only for what it started itself; others would stay in the
 * process table for good. Not thread-safe.
 */
public final class OrphanReaper {
    private static final int DO_NOT_WAIT = 1; // WNOHANG

    /**
     * What Java started it waits for at once, so what is still there then is no child of Java's.
     */
    private static final int SIGHTINGS = 3;

    private final MethodHandle waitpid;
    private Map<ProcessId, Integer> seen = Map.of();

    @SuppressWarnings("restricted") // the flag for native access is set where the program starts
    public OrphanReaper() {
        Linker linker = Linker.nativeLinker();
        waitpid =
                linker.downcallHandle(
                        linker.defaultLookup().find("waitpid").orElseThrow(),
                        FunctionDescriptor.of(
                                ValueLayout.JAVA_INT,
                                ValueLayout.JAVA_INT,
                                ValueLayout.ADDRESS,
                                ValueLayout.JAVA_INT));
    }

    /**
     * One round, to be repeated every few seconds.
     *
     * @return processes that were reaped
     */
    public int reap() {
        long us = ProcessHandle.current().pid();
        var now = new HashMap<ProcessId, Integer>();
        int reaped = 0;
        for (ProcFile.Entry entry : ProcFile.all()) {
            if (entry.parent() != us || entry.state() != 'Z') {
                continue;
            }
            var id = new ProcessId(entry.pid(), entry.startTicks());
            int sightings = seen.getOrDefault(id, 0) + 1;
            if (sightings < SIGHTINGS) {
                now.put(id, sightings);
            } else if (forget(entry.pid())) {
                reaped++;
            }
        }
        seen = now;
        return reaped;
    }

    /** Repeats it until the thread is interrupted. Blocks. */
    public static void reapEvery(Duration pause) {
        try {
            var reaper = new OrphanReaper();
            while (!Thread.currentThread().isInterrupted()) {
                reaper.reap();
                Thread.sleep(pause);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean forget(long pid) {
        try {
            return (int) waitpid.invokeExact((int) pid, MemorySegment.NULL, DO_NOT_WAIT) == pid;
        } catch (Throwable e) {
            throw new IllegalStateException("waitpid cannot be called", e);
        }
    }
}
