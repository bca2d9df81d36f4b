package dev.quaygate.workers.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How many open files we may allow a process. */
final class OpenFiles {
    private static final int CAP_SYS_RESOURCE = 24;

    private OpenFiles() {}

    /** Our own hard limit, or what the kernel allows at most if we may raise limits. */
    static long most() {
        try {
            if (Accounts.hasRight(CAP_SYS_RESOURCE)) {
                return Long.parseLong(Files.readString(Path.of("/proc/sys/fs/nr_open")).strip());
            }
            return hardLimit();
        } catch (IOException | NumberFormatException _) {
            return 1024;
        }
    }

    private static long hardLimit() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/limits"))) {
            if (line.startsWith("Max open files")) {
                String hard = line.strip().split("\\s+")[4];
                return hard.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(hard);
            }
        }
        return 1024;
    }
}
