package dev.quaygate.workers.resources;

import java.util.List;

/**
 * What a worker with all its children uses.
 *
 * @param pids its processes, the worker itself first
 * @param pssExact false if some part of {@code pssBytes} is RSS, for want of the right to read PSS
 * @param cpuTicks since the start, {@link ProcStat#TICKS_PER_SECOND}; may go down when a child ends
 *     that nobody waited for
 */
public record WorkerUsage(
        List<Long> pids, long rssBytes, long pssBytes, boolean pssExact, long cpuTicks) {
    public WorkerUsage {
        pids = List.copyOf(pids);
    }
}
