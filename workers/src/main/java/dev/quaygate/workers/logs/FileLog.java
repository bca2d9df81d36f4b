package dev.quaygate.workers.logs;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import dev.quaygate.workers.AppControl.LogLine;
import dev.quaygate.workers.settings.AppSettings.Logs;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file that lines are appended to, mode 0640. Before it would grow beyond its size it becomes
 * {@code <file>.1}, that one {@code .2} and so on; the oldest goes. One object per path. Any
 * thread, one line at a time.
 *
 * <p>A line that cannot be written is lost, with one warning until writing works again: workers and
 * their requests are worth more than their log.
 */
public final class FileLog implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(FileLog.class);

    private final Path file;
    private final long rotateBytes;
    private final int keep;
    private final LogFormat format;
    private @Nullable FileChannel channel; // null until the first line and after a failure
    private long size;
    private boolean failing;

    /**
     * @param keep old files that stay; 0 = begin anew
     */
    public FileLog(Path file, long rotateBytes, int keep, LogFormat format) {
        this.file = file;
        this.rotateBytes = rotateBytes;
        this.keep = keep;
        this.format = format;
    }

    /** For an app whose lines go to a file of their own. */
    public static FileLog of(Path file, Logs settings) {
        return new FileLog(
                file,
                settings.rotateBytes(),
                settings.keep(),
                settings.json() ? LogFormat.JSON : LogFormat.TEXT);
    }

    public synchronized void write(LogLine line) {
        byte[] bytes = (format.line(line) + "\n").getBytes(StandardCharsets.UTF_8);
        try {
            append(bytes);
            failing = false;
        } catch (IOException e) {
            lost(e);
        }
    }

    private void append(byte[] bytes) throws IOException {
        FileChannel to = channel == null ? open() : channel;
        if (size > 0 && size + bytes.length > rotateBytes) {
            close();
            rotate();
            to = open();
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            size += to.write(buffer);
        }
    }

    private FileChannel open() throws IOException {
        var mode = PosixFilePermissions.fromString("rw-r-----");
        FileChannel opened =
                FileChannel.open(
                        file,
                        Set.copyOf(EnumSet.of(CREATE, APPEND)),
                        PosixFilePermissions.asFileAttribute(mode));
        channel = opened;
        size = opened.size();
        return opened;
    }

    private void rotate() throws IOException {
        for (int n = keep; n >= 1; n--) {
            Path from = n == 1 ? file : old(n - 1);
            if (Files.exists(from)) {
                Files.move(from, old(n), REPLACE_EXISTING);
            }
        }
        if (keep == 0) {
            Files.delete(file);
        }
    }

    private Path old(int n) {
        return file.resolveSibling(file.getFileName() + "." + n);
    }

    private void lost(IOException failure) {
        if (!failing) {
            log.warn("app.log.unwritable file={} cause={}", file, failure.toString());
        }
        failing = true;
        try {
            close();
        } catch (IOException _) {
            // It is opened anew for the next line.
        }
    }

    @Override
    public synchronized void close() throws IOException {
        FileChannel open = channel;
        channel = null;
        if (open != null) {
            open.close();
        }
    }
}
