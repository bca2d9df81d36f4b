package dev.quaygate.acme.store;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks over a store directory before it is used: owner, modes, leftovers of a dead process. */
final class StartCheck extends SimpleFileVisitor<Path> {
    private static final Logger log = LoggerFactory.getLogger(StartCheck.class);

    private final UserPrincipal owner;
    private final boolean onlyLooks;
    private final List<Path> leftovers = new ArrayList<>();
    private final List<StoreFault> faults = new ArrayList<>();

    private StartCheck(UserPrincipal owner, boolean onlyLooks) {
        this.owner = owner;
        this.onlyLooks = onlyLooks;
    }

    /** Says what {@link #run} would refuse or set right; changes nothing. */
    static List<StoreFault> look(Path root) throws IOException {
        var check = new StartCheck(Files.getOwner(root), true);
        Files.walkFileTree(root, check);
        for (Path leftover : check.leftovers) {
            check.fault(leftover, "was left unfinished", "removed at the next start", true);
        }
        return List.copyOf(check.faults);
    }

    private void fault(Path path, String why, String outcome, boolean repairable) {
        faults.add(new StoreFault(path.toString(), why, outcome, repairable));
    }

    /**
     * Tightens modes and returns unfinished temporary files and directories, which nobody can be
     * writing any more.
     */
    static List<Path> run(Path root) throws IOException {
        var check = new StartCheck(self(root), false);
        Files.walkFileTree(root, check);
        return check.leftovers;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
            throws IOException {
        tighten(directory, PosixDisk.DIRECTORY_MODE);
        if (isTemporary(directory)) {
            leftovers.add(directory);
            return FileVisitResult.SKIP_SUBTREE;
        }
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
        if (!attributes.isRegularFile()) {
            if (onlyLooks) {
                fault(file, "is neither a file nor a directory", "no start; move it away", false);
                return FileVisitResult.CONTINUE;
            }
            throw new StoreProblem(
                    file + " is neither a file nor a directory; move it out of the store");
        }
        tighten(file, PosixDisk.FILE_MODE);
        if (isTemporary(file)) {
            leftovers.add(file);
        }
        return FileVisitResult.CONTINUE;
    }

    private void tighten(Path path, Set<PosixFilePermission> allowed) throws IOException {
        UserPrincipal actual = Files.getOwner(path, LinkOption.NOFOLLOW_LINKS);
        if (!actual.equals(owner)) {
            if (onlyLooks) {
                fault(path, "belongs to " + actual.getName(), "no start; change its owner", false);
                return;
            }
            throw new StoreProblem(
                    path
                            + " belongs to "
                            + actual.getName()
                            + ", not to "
                            + owner.getName()
                            + "; change its owner");
        }
        if (!allowed.containsAll(Files.getPosixFilePermissions(path))) {
            if (onlyLooks) {
                fault(path, "is open to other users", "closed to them at the next start", true);
                return;
            }
            log.warn(
                    "store.mode path={} was open to other users, now it is not; replace its keys if they could log in",
                    path);
            Files.setPosixFilePermissions(path, allowed);
        }
    }

    /**
     * The user of this process as the file system names it: the owner of a file it has just
     * created.
     */
    private static UserPrincipal self(Path root) throws IOException {
        Path probe = Files.createTempFile(root, DurableDirectory.TEMPORARY, "");
        try {
            return Files.getOwner(probe);
        } finally {
            Files.delete(probe);
        }
    }

    private static boolean isTemporary(Path path) {
        return String.valueOf(path.getFileName()).startsWith(DurableDirectory.TEMPORARY);
    }
}
