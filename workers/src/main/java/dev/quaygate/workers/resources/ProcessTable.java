package dev.quaygate.workers.resources;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All processes at one moment, read once so that sums over several workers agree. Immutable; memory
 * is read when asked for.
 */
public final class ProcessTable {
    private static final Path PROC = Path.of("/proc");

    private final Path proc;
    private final Map<Long, ProcStat> processes;

    private ProcessTable(Path proc, Map<Long, ProcStat> processes) {
        this.proc = proc;
        this.processes = processes;
    }

    /** Reads this machine's: some 50 µs for each process that there is. */
    public static ProcessTable read() {
        return read(PROC);
    }

    static ProcessTable read(Path proc) {
        Map<Long, ProcStat> processes = new LinkedHashMap<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(proc, "[1-9]*")) {
            for (Path entry : entries) {
                KernelFile.text(entry.resolve("stat"))
                        .flatMap(ProcStat::parse)
                        .ifPresent(stat -> processes.put(stat.pid(), stat));
            }
        } catch (IOException _) {
            // Without /proc there are no processes to be seen: measured as nothing.
        }
        return new ProcessTable(proc, processes);
    }

    public Optional<ProcStat> process(long pid) {
        return Optional.ofNullable(processes.get(pid));
    }

    /**
     * The worker and all that it started: its session, its process group, and children of these
     * that moved to sessions of their own. Ended ones that nobody has reaped are included.
     */
    public List<ProcStat> tree(long leader) {
        Map<Long, ProcStat> tree = new LinkedHashMap<>();
        process(leader).ifPresent(stat -> tree.put(leader, stat));
        boolean grew;
        do { // a child may stand before its parent in the table
            grew = false;
            for (ProcStat stat : processes.values()) {
                boolean ours =
                        stat.session() == leader
                                || stat.group() == leader
                                || tree.containsKey(stat.parent());
                grew |= ours && tree.putIfAbsent(stat.pid(), stat) == null;
            }
        } while (grew);
        return List.copyOf(tree.values());
    }

    /** Sum over {@link #tree}; empty if nothing of it runs any more. */
    public Optional<WorkerUsage> usage(long leader) {
        List<Long> pids = new ArrayList<>();
        long rss = 0;
        long pss = 0;
        long ticks = 0;
        boolean exact = true;
        for (ProcStat stat : tree(leader)) {
            ticks += stat.cpuTicks();
            if (stat.ended()) {
                continue;
            }
            ProcessMemory memory = ProcessMemory.of(proc, stat.pid());
            pids.add(stat.pid());
            rss += memory.rssBytes();
            pss += memory.pssBytes();
            exact &= memory.exact();
        }
        return pids.isEmpty()
                ? Optional.empty()
                : Optional.of(new WorkerUsage(pids, rss, pss, exact, ticks));
    }
}
