package dev.quaygate.workers.launch;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.quaygate.workers.settings.AppSettings.Identity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Users and groups as {@code getent} knows them, network directories included. Blocks. */
final class Accounts {
    private static final int CAP_SETUID = 7;

    private Accounts() {}

    /**
     * Whom a process has to be switched to; empty if it may stay what we are.
     *
     * @throws LaunchProblem if there is no such user or group, or we may not switch
     */
    static Optional<Account> wanted(Identity identity) throws LaunchProblem {
        if (identity.user() == null && identity.group() == null) {
            return Optional.empty();
        }
        Account own = byId(ownId("Uid"));
        Account account = identity.user() == null ? own : user(identity.user());
        if (identity.group() != null) {
            account = account.withGroup(group(identity.group()));
        }
        if (account.uid() == own.uid() && account.gid() == ownId("Gid")) {
            return Optional.empty();
        }
        if (!maySwitch()) {
            throw new LaunchProblem(
                    "QG2011 user "
                            + account.name()
                            + ": this process has no right to change users; run it as root, grant"
                            + " CAP_SETUID and CAP_SETGID, or remove user and group");
        }
        return Optional.of(account);
    }

    private static Account user(String name) throws LaunchProblem {
        return ask("passwd", name)
                .flatMap(Account::parse)
                .orElseThrow(() ->
                        new LaunchProblem(
                                "user: there is no user '"
                                        + name
                                        + "' on this system; create it with useradd --system"
                                        + " or correct the name"));
    }

    private static Account byId(int uid) throws LaunchProblem {
        return ask("passwd", Integer.toString(uid))
                .flatMap(Account::parse)
                .orElse(new Account(Integer.toString(uid), uid, ownId("Gid"), "/"));
    }

    private static int group(String name) throws LaunchProblem {
        Optional<String> line = ask("group", name);
        try {
            return Integer.parseInt(line.orElse("").split(":", -1)[2]);
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            throw new LaunchProblem(
                    "group: there is no group '"
                            + name
                            + "' on this system; create it with groupadd --system or correct the"
                            + " name",
                    e);
        }
    }

    private static Optional<String> ask(String database, String key) throws LaunchProblem {
        try {
            Process process =
                    new ProcessBuilder(List.of("getent", "--", database, key))
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            process.getOutputStream().close();
            String line = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
            boolean found = process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
            return found && !line.isEmpty() ? Optional.of(line) : Optional.empty();
        } catch (IOException e) {
            throw new LaunchProblem("user: getent cannot be run: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LaunchProblem("user: interrupted while asking for " + key, e);
        }
    }

    private static boolean maySwitch() {
        return hasRight(CAP_SETUID);
    }

    /** Even root may lack one, as in a container. */
    static boolean hasRight(int capability) {
        return ((Long.parseUnsignedLong(ownStatus("CapEff"), 16) >> capability) & 1) == 1;
    }

    static int ownId(String field) {
        return Integer.parseInt(ownStatus(field).split("\\s+")[1]); // the effective one
    }

    private static String ownStatus(String field) {
        try (var lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith(field + ":"))
                    .findFirst()
                    .orElse(field + ":0 0")
                    .substring(field.length() + 1)
                    .strip();
        } catch (IOException e) {
            throw new IllegalStateException("/proc/self/status cannot be read", e);
        }
    }
}
