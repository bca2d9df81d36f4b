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
    private final List<Path> leftovers = new ArrayList<>();

    private StartCheck(UserPrincipal owner) {
        this.owner = owner;
    }

    /**
     * Tightens modes and returns unfinished temporary files and directories, which nobody can be
     * writing any more.
     */
    static List<Path> run(Path root) throws IOException {
        var check = new StartCheck(self(root));
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
            throw new StoreProblem(
                    path
                            + " belongs to "
                            + actual.getName()
                            + ", not to "
                            + owner.getName()
                            + "; change its owner");
        }
        if (!allowed.containsAll(Files.getPosixFilePermissions(path))) {
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
