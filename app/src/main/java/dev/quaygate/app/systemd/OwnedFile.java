package dev.quaygate.app.systemd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A file that belongs to the installed service.
 *
 * @param path where it is
 * @param text what it is to hold
 */
record OwnedFile(Path path, String text) {
    /** What is there now. */
    enum State {
        ABSENT,
        /** Ours, with this very text. */
        SAME,
        /** Ours, from another install. */
        OLDER,
        /** Somebody else's. */
        FOREIGN
    }

    State state() throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return State.ABSENT;
        }
        if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            return State.FOREIGN;
        }
        String now = Files.readString(path);
        if (!now.startsWith(ServiceUnit.MARK)) {
            return State.FOREIGN;
        }
        return now.equals(text) ? State.SAME : State.OLDER;
    }

    /** In one step, so that systemd never reads half a file. */
    void write() throws IOException {
        Files.createDirectories(path.getParent());
        Path next = Files.createTempFile(path.getParent(), ".quaygate", ".new");
        try {
            Files.writeString(next, text);
            Files.setPosixFilePermissions(next, PosixFilePermissions.fromString("rw-r--r--"));
            Files.move(next, path, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(next);
        }
    }
}
