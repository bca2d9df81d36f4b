package dev.quaygate.workers.launch;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/** Where sockets and output of an app's workers are: mode 0750, of the app's user. */
final class WorkerDirectory {
    private WorkerDirectory() {}

    static void prepare(Path directory, Optional<Account> owner) throws LaunchProblem {
        try {
            Files.createDirectories(directory);
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-x---"));
            if (owner.isPresent()) {
                Files.setAttribute(directory, "unix:uid", owner.get().uid());
                Files.setAttribute(directory, "unix:gid", owner.get().gid());
            }
        } catch (IOException e) {
            throw new LaunchProblem(
                    "run directory: "
                            + directory
                            + " cannot be made so that the worker may create its socket: "
                            + e.getMessage(),
                    e);
        }
    }

    /** Makes it with mode 0640 if it is not there. */
    static Path outputFile(Path file) throws LaunchProblem {
        try {
            return Files.createFile(
                    file,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-r-----")));
        } catch (FileAlreadyExistsException _) {
            return file;
        } catch (IOException e) {
            throw new LaunchProblem("output: " + file + " cannot be made: " + e.getMessage(), e);
        }
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
