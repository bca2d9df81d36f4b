package dev.quaygate.app.systemd;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts the service into a machine, or into the folder that will be one, and takes it out again.
 * Done twice it changes nothing the second time. Says what it does, line by line.
 */
public final class Installation {
    private static final Path RUNNING_SYSTEMD = Path.of("/run/systemd/system");
    private static final String UNIT = "quaygate.service";

    private final Path root;
    private final ServiceUnit unit;
    private final Commands commands;
    private final boolean systemdRuns;
    private final PrintStream out;

    /**
     * @param root folder of the machine; {@code /} for this one
     * @param systemdRuns whether systemd is process 1 of that machine now
     */
    Installation(
            Path root, ServiceUnit unit, Commands commands, boolean systemdRuns, PrintStream out) {
        this.root = root;
        this.unit = unit;
        this.commands = commands;
        this.systemdRuns = systemdRuns;
        this.out = out;
    }

    /**
     * @param root folder of the machine; {@code /} for this one
     */
    public static Installation in(Path root, ServiceUnit unit, PrintStream out) {
        boolean here = root.equals(Path.of("/"));
        return new Installation(
                root, unit, Commands.ofMachine(), here && Files.isDirectory(RUNNING_SYSTEMD), out);
    }

    private OwnedFile unitFile() {
        return new OwnedFile(root.resolve("etc/systemd/system/" + UNIT), unit.text());
    }

    private OwnedFile sysusersFile() {
        return new OwnedFile(root.resolve("etc/sysusers.d/quaygate.conf"), unit.sysusers());
    }

    /** What makes it start at boot: the same as {@code systemctl enable}, also where none runs. */
    private Path link() {
        return root.resolve("etc/systemd/system/multi-user.target.wants/" + UNIT);
    }

    private static Path linkTarget() {
        return Path.of("..", UNIT);
    }

    // ---- install ----

    /** Shows what {@link #install} would write and run. */
    public void show() {
        for (OwnedFile file : List.of(unitFile(), sysusersFile())) {
            out.println("# " + file.path());
            out.println(file.text());
        }
        out.println("# " + link() + " -> " + linkTarget());
        out.println("# then: " + String.join(" ", sysusers()));
        if (systemdRuns) {
            out.println("# then: systemctl daemon-reload");
        }
    }

    /**
     * @throws IOException if a file cannot be written; those before it are
     */
    public void install() throws IOException, ServiceProblem {
        List<OwnedFile> files = List.of(unitFile(), sysusersFile());
        refuseForeign(files);
        for (OwnedFile file : files) {
            put(file);
        }
        enable();
        makeUser();
        configurationDirectory();
        if (systemdRuns) {
            run(List.of("systemctl", "daemon-reload"));
            out.println("enabled: it starts at every boot. Start it now: systemctl start quaygate");
        } else {
            out.println("enabled: it starts when systemd does, which is not process 1 here");
        }
    }

    private void put(OwnedFile file) throws IOException {
        if (file.state() == OwnedFile.State.SAME) {
            out.println("as it was  " + file.path());
            return;
        }
        file.write();
        out.println("wrote      " + file.path());
    }

    private void enable() throws IOException {
        Path link = link();
        if (Files.isSymbolicLink(link) && Files.readSymbolicLink(link).endsWith(UNIT)) {
            out.println("as it was  " + link);
            return;
        }
        Files.createDirectories(link.getParent());
        Files.createSymbolicLink(link, linkTarget());
        out.println("wrote      " + link + " -> " + linkTarget());
    }

    /** The file by its name: a path would be taken for one of this machine, whatever the root. */
    private List<String> sysusers() {
        String name = String.valueOf(sysusersFile().path().getFileName());
        return root.equals(Path.of("/"))
                ? List.of("systemd-sysusers", name)
                : List.of("systemd-sysusers", "--root=" + root, name);
    }

    private void makeUser() throws IOException {
        if (userExists()) {
            out.println("as it was  user " + unit.user());
            return;
        }
        Commands.Outcome made = commands.run(sysusers());
        if (made.exit() == 0) {
            out.println("made       user " + unit.user());
            return;
        }
        out.println(
                "no user "
                        + unit.user()
                        + " yet ("
                        + made.output()
                        + "); make it before the start:");
        out.println(
                "    useradd --system --user-group --home-dir /var/lib/quaygate --shell"
                        + " /usr/sbin/nologin "
                        + unit.user());
    }

    private boolean userExists() throws IOException {
        Path accounts = root.resolve("etc/passwd");
        if (Files.exists(accounts)
                && Files.readAllLines(accounts).stream()
                        .anyMatch(line -> line.startsWith(unit.user() + ":"))) {
            return true;
        }
        // It may come from a directory service.
        return root.equals(Path.of("/"))
                && commands.run(List.of("id", "-u", unit.user())).exit() == 0;
    }

    /** Only if it is missing; what is there has an owner who knows why it is as it is. */
    private void configurationDirectory() throws IOException {
        Path directory = inRoot(unit.configDirectory());
        if (!Files.exists(directory)) {
            Files.createDirectories(directory);
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-x---"));
            out.println("made       " + directory + " (0750)");
            giveToGroup(directory);
        }
        if (!Files.exists(inRoot(unit.config()))) {
            out.println(
                    "no configuration yet: write "
                            + inRoot(unit.config())
                            + " (0640, root:"
                            + unit.user()
                            + "), then quaygate check");
        }
    }

    /** By number, as {@link #root} has names of its own. */
    private void giveToGroup(Path directory) throws IOException {
        Path groups = root.resolve("etc/group");
        String entry = unit.user() + ":";
        List<String> lines = Files.exists(groups) ? Files.readAllLines(groups) : List.of();
        for (String line : lines) {
            if (line.startsWith(entry)) {
                Files.setAttribute(directory, "unix:gid", Integer.valueOf(line.split(":", -1)[2]));
                return;
            }
        }
        out.println(
                "the group of " + directory + " is to be " + unit.user() + ", once there is one");
    }

    private Path inRoot(Path path) {
        return root.resolve(Path.of("/").relativize(path));
    }

    // ---- uninstall ----

    /** Removes what {@link #install} wrote, and nothing else. */
    public void uninstall() throws IOException, ServiceProblem {
        var there = new ArrayList<OwnedFile>();
        for (OwnedFile file : List.of(unitFile(), sysusersFile())) {
            if (file.state() != OwnedFile.State.ABSENT) {
                there.add(file);
            }
        }
        refuseForeign(there);
        boolean linked = Files.exists(link(), LinkOption.NOFOLLOW_LINKS);
        if (there.isEmpty() && !linked) {
            out.println("nothing is installed in " + root);
            return;
        }
        if (systemdRuns) {
            run(List.of("systemctl", "stop", UNIT));
        }
        if (linked) {
            Files.delete(link());
            out.println("removed    " + link());
        }
        for (OwnedFile file : there) {
            Files.delete(file.path());
            out.println("removed    " + file.path());
        }
        if (systemdRuns) {
            run(List.of("systemctl", "daemon-reload"));
        }
        out.println(
                "kept       "
                        + inRoot(unit.configDirectory())
                        + ", "
                        + root.resolve("var/lib/quaygate")
                        + " (keys and certificates), user "
                        + unit.user());
        out.println(
                "Applications that it started go on: `quaygate apps stop NAME` before uninstall ends"
                        + " them, `kill` does now.");
    }

    // ---- both ----

    private static void refuseForeign(List<OwnedFile> files) throws IOException, ServiceProblem {
        for (OwnedFile file : files) {
            if (file.state() == OwnedFile.State.FOREIGN) {
                throw new ServiceProblem(
                        file.path()
                                + " is not from `quaygate service install`: it does not begin with \""
                                + ServiceUnit.MARK
                                + "\". Move it away first; nothing was changed");
            }
        }
    }

    private void run(List<String> words) {
        Commands.Outcome outcome = commands.run(words);
        String command = String.join(" ", words);
        out.println(
                outcome.exit() == 0
                        ? "ran        " + command
                        : "failed     " + command + ": " + outcome.output());
    }
}
