package dev.quaygate.workers.logs;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Opens files in a directory that a worker may write to, with more rights than the worker has. So
 * what is not a file of its own is refused: a symbolic or hard link would make us read or change
 * somebody else's file, a pipe or device would hold us up.
 */
final class PlainFile {
    private PlainFile() {}

    /** For reading and writing: a pipe that is opened so does not block, and is refused then. */
    static FileChannel open(Path path) throws IOException {
        return checked(path, FileChannel.open(path, READ, WRITE, NOFOLLOW_LINKS));
    }

    /** The same; a new file if there is none. */
    static FileChannel openOrCreate(Path path) throws IOException {
        return checked(path, FileChannel.open(path, CREATE, READ, WRITE, NOFOLLOW_LINKS));
    }

    private static FileChannel checked(Path path, FileChannel channel) throws IOException {
        try {
            Map<String, Object> found =
                    Files.readAttributes(path, "unix:isRegularFile,nlink", NOFOLLOW_LINKS);
            if (Boolean.TRUE.equals(found.get("isRegularFile"))
                    && Integer.valueOf(1).equals(found.get("nlink"))) {
                return channel;
            }
            throw new FileSystemException(path.toString(), null, "is no plain file of its own");
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }
}
