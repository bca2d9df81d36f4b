package dev.quaygate.app.config.block;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Whether this process may start others as another user: CAP_SETUID and CAP_SETGID. */
record UserRights(String self, boolean maySwitch) {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final int SETGID = 6;
    private static final int SETUID = 7;

    /** Of this process; what the system does not tell is taken as granted. */
    static UserRights ofProcess() {
        String self = System.getProperty("user.name", "");
        try {
            return new UserRights(self, maySwitch(Files.readString(STATUS)));
        } catch (IOException _) {
            return new UserRights(self, true);
        }
    }

    /**
     * @param status as in proc_pid_status(5)
     */
    static boolean maySwitch(String status) {
        Optional<Long> effective =
                status.lines()
                        .filter(line -> line.startsWith("CapEff:"))
                        .map(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
                        .findFirst();
        long both = 1L << SETUID | 1L << SETGID;
        return effective.map(held -> (held & both) == both).orElse(true);
    }

    /** Whether workers may run as that user. */
    boolean allows(String user) {
        return maySwitch || user.equals(self);
    }
}
