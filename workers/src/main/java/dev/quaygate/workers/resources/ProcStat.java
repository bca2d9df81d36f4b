package dev.quaygate.workers.resources;

import java.nio.file.Path;
import java.util.Optional;

/**
 * One process as {@code /proc/<pid>/stat} shows it, see proc(5).
 *
 * @param state {@code R}, {@code S}, {@code D}, {@code Z} (ended, not yet reaped), {@code T}, ...
 * @param parent 0 if there is none that we can see
 * @param startTicks since boot of the machine; with the pid it names a process for good
 * @param cpuTicks used by the process and by children that it has waited for
 */
public record ProcStat(
        long pid,
        String name,
        char state,
        long parent,
        long group,
        long session,
        long startTicks,
        long cpuTicks) {
    /** Ticks in one second: USER_HZ is 100 on every architecture that we run on. */
    public static final int TICKS_PER_SECOND = 100;

    private static final Path PROC = Path.of("/proc");

    /** The process as it is now; empty if there is none with that pid. */
    public static Optional<ProcStat> of(long pid) {
        return of(PROC, pid);
    }

    static Optional<ProcStat> of(Path proc, long pid) {
        return KernelFile.text(proc.resolve(Long.toString(pid)).resolve("stat"))
                .flatMap(ProcStat::parse);
    }

    /** Empty if that is no line of {@code stat}. */
    static Optional<ProcStat> parse(String line) {
        int open = line.indexOf('(');
        int close = line.lastIndexOf(')'); // the name may hold spaces and parentheses
        if (open < 1 || close < open) {
            return Optional.empty();
        }
        String[] field = line.substring(close + 1).strip().split(" ");
        if (field.length < 20) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new ProcStat(
                            Long.parseLong(line.substring(0, open).strip()),
                            line.substring(open + 1, close),
                            field[0].charAt(0),
                            Long.parseLong(field[1]),
                            Long.parseLong(field[2]),
                            Long.parseLong(field[3]),
                            Long.parseLong(field[19]),
                            cpu(field)));
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }

    private static long cpu(String[] field) {
        long ticks = 0;
        for (int i = 11; i <= 14; i++) { // utime, stime, cutime, cstime
            ticks += Long.parseLong(field[i]);
        }
        return ticks;
    }

    /** Whether it has ended and only its exit status is left. */
    public boolean ended() {
        return state == 'Z' || state == 'X';
    }
}
