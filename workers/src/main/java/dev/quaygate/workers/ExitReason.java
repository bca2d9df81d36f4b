package dev.quaygate.workers;

/** How a process ended, in words. Pure. */
final class ExitReason {
    private static final String[] SIGNALS = {
        "", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV",
        "USR2", "PIPE", "ALRM", "TERM"
    };

    /** The kernel ended it, for it was above its limit. */
    static final String HARD_MEMORY = "hard memory";

    private ExitReason() {}

    /**
     * @param status as Java and shells give it: 128 and the number if a signal ended it
     */
    static String of(int status) {
        int signal = status - 128;
        if (signal > 0 && signal < SIGNALS.length) {
            return "signal " + SIGNALS[signal];
        }
        return signal > 0 && signal < 65 ? "signal " + signal : "exit " + status;
    }
}
