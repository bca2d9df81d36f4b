package dev.quaygate.app.trust;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** A file that others read while we replace it. */
final class OwnFile {
    private static final Set<PosixFilePermission> READABLE =
            PosixFilePermissions.fromString("rw-r--r--");

    private OwnFile() {}

    /** Replaces it as a whole; everybody may read it. A link stays one, its target is replaced. */
    static void replace(Path file, byte[] bytes) throws IOException {
        Path real = Files.exists(file) ? file.toRealPath() : file;
        Path temporary = real.resolveSibling("." + real.getFileName() + ".quaygate");
        try {
            Files.write(temporary, bytes);
            Files.setPosixFilePermissions(temporary, READABLE);
            Files.move(temporary, real, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }
}
