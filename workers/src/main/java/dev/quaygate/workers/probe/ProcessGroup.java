package dev.quaygate.workers.probe;

import dev.quaygate.workers.resources.ProcStat;
import dev.quaygate.workers.resources.ProcessTable;

/** Ends a process that leads a session, with all that it started. */
final class ProcessGroup {
    /** Rounds in which forking children are hunted; each one finds fewer. */
    private static final int ROUNDS = 10;

    private ProcessGroup() {}

    /** KILL to all. The leader first: it starts nothing new then. */
    static void kill(Process leader) {
        long pid = leader.pid();
        var members = ProcessTable.read().tree(pid);
        leader.destroyForcibly();
        for (int round = 0; round < ROUNDS; round++) {
            members.forEach(ProcessGroup::kill);
            members = ProcessTable.read().tree(pid).stream().filter(stat -> !stat.ended()).toList();
            if (members.isEmpty()) {
                return;
            }
        }
    }

    /** Only the very process that was seen, not one that has got its number since. */
    private static void kill(ProcStat seen) {
        ProcStat.of(seen.pid())
                .filter(now -> now.startTicks() == seen.startTicks())
                .flatMap(now -> ProcessHandle.of(now.pid()))
                .ifPresent(ProcessHandle::destroyForcibly);
    }
}
