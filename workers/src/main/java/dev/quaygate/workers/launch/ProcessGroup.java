package dev.quaygate.workers.launch;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** All processes of the session that one process began. Java can signal one process only. */
public final class ProcessGroup {
    private static final String KILL = "kill -s \"$1\" -- \"$2\" 2>/dev/null";

    private ProcessGroup() {}

    /**
     * Sends a signal to the group that this process leads. Does nothing if nobody of it is left.
     *
     * @param signal without SIG, as in TERM
     */
    public static void signal(ProcessId leader, String signal) {
        if (!members(leader).isEmpty()) {
            kill(signal, "-" + leader.pid());
        }
    }

    /** Kills everybody of the session, those too that made a group of their own. */
    public static void kill(ProcessId leader) {
        signal(leader, "KILL");
        members(leader).forEach(pid -> kill("KILL", Long.toString(pid)));
    }

    /**
     * Who of the session still lives, its leader included. As long as anybody does, the system
     * gives the number of the leader to no other process; if the leader's number now belongs to a
     * process with another start time, nobody is left.
     */
    public static List<Long> members(ProcessId leader) {
        var now = ProcFile.entry(leader.pid());
        if (now.isPresent() && now.get().startTicks() != leader.startTicks()) {
            return List.of();
        }
        return ProcFile.all().stream()
                .filter(ProcFile.Entry::alive)
                .filter(it -> it.session() == leader.pid() || it.group() == leader.pid())
                // Also the leader's number may be a stranger's session that ended before we looked.
                .filter(it -> it.startTicks() >= leader.startTicks())
                .map(ProcFile.Entry::pid)
                .toList();
    }

    private static void kill(String signal, String target) {
        try {
            Process process =
                    new ProcessBuilder(List.of("/bin/sh", "-c", KILL, "sh", signal, target))
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            process.getOutputStream().close();
            process.waitFor(5, TimeUnit.SECONDS);
        } catch (IOException e) {
            throw new IllegalStateException("/bin/sh cannot be run to send " + signal, e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
