package dev.quaygate.workers.launch;

import java.util.Optional;

/**
 * A user of the system.
 *
 * @param uid numeric
 * @param gid group that processes get: the user's first one, or the one asked for
 */
public record Account(String name, int uid, int gid, String home) {
    /** From a line of {@code passwd}; empty if it is none. */
    static Optional<Account> parse(String line) {
        String[] fields = line.strip().split(":", -1);
        if (fields.length < 7) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new Account(
                            fields[0],
                            Integer.parseInt(fields[2]),
                            Integer.parseInt(fields[3]),
                            fields[5]));
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }

    Account withGroup(int otherGid) {
        return new Account(name, uid, otherGid, home);
    }
}
