package dev.quaygate.workers.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * Where sockets and output of an app's workers are. A worker of another user may make files there,
 * but not replace ours: we open files there with all our rights, so a link that it put in the place
 * of one would let it write wherever we may.
 */
final class WorkerDirectory {
    private static final int STICKY_FOR_GROUP = 01770;
    private static final int OURS_ONLY = 0750;

    private WorkerDirectory() {}

    static void prepare(Path directory, Optional<Account> user) throws LaunchProblem {
        try {
            Files.createDirectories(directory);
            int gid = user.isPresent() ? user.get().gid() : Accounts.ownId("Gid");
            Files.setAttribute(directory, "unix:gid", gid);
            Files.setAttribute(
                    directory, "unix:mode", user.isPresent() ? STICKY_FOR_GROUP : OURS_ONLY);
        } catch (IOException e) {
            throw new LaunchProblem(
                    "run directory: "
                            + directory
                            + " cannot be made so that the worker may create its socket: "
                            + e.getMessage(),
                    e);
        }
    }

    /** A plain file of ours with that name; made with mode 0640 if it is not there. */
    static Path outputFile(Path file) throws LaunchProblem {
        try {
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                if (ours(file)) {
                    return file;
                }
                Files.delete(file);
            }
            return Files.createFile(
                    file,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-r-----")));
        } catch (IOException e) {
            throw new LaunchProblem("output: " + file + " cannot be made: " + e.getMessage(), e);
        }
    }

    private static boolean ours(Path file) throws IOException {
        var facts = Files.readAttributes(file, "unix:uid,nlink", LinkOption.NOFOLLOW_LINKS);
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                && facts.getOrDefault("uid", -1).equals(Accounts.ownId("Uid"))
                && facts.getOrDefault("nlink", 0).equals(1);
    }

    /** One that a worker left which was killed: nobody could listen there again. */
    static void removeSocket(Path socket) throws LaunchProblem {
        try {
            Files.deleteIfExists(socket);
        } catch (IOException e) {
            throw new LaunchProblem(
                    "socket: an old " + socket + " cannot be removed: " + e.getMessage(), e);
        }
    }
}
