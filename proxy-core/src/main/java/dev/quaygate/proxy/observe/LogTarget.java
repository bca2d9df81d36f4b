package dev.quaygate.proxy.observe;

import dev.quaygate.proxy.settings.AccessLogSettings;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where access log lines end up. Writer thread only, after the first {@link #reopen}. */
interface LogTarget {
    /** Opens it, or opens it anew; on failure what was open stays in use. */
    void reopen() throws IOException;

    /** Writes all of it; may block. */
    void write(ByteBuffer bytes) throws IOException;

    void close() throws IOException;

    static LogTarget of(AccessLogSettings settings) {
        return switch (settings.target()) {
            case FILE -> new File(Objects.requireNonNull(settings.file(), "file"));
            case STDOUT -> new Stdout();
            case OFF -> new Nowhere();
        };
    }

    /** Appends to a file that others may rotate. */
    final class File implements LogTarget {
        private final Path path;
        private @Nullable FileChannel channel;

        File(Path path) {
            this.path = path;
        }

        @Override
        public void reopen() throws IOException {
            FileChannel old = channel;
            // Addresses of people are in it: no access for others.
            channel =
                    FileChannel.open(
                            path,
                            Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("rw-r-----")));
            if (old != null) {
                old.close();
            }
        }

        @Override
        public void write(ByteBuffer bytes) throws IOException {
            writeAll(Objects.requireNonNull(channel, "not open"), bytes);
        }

        @Override
        public void close() throws IOException {
            if (channel != null) {
                channel.close();
            }
        }
    }

    /** Standard output, which is never closed. */
    final class Stdout implements LogTarget {
        private final WritableByteChannel channel =
                new FileOutputStream(FileDescriptor.out).getChannel();

        @Override
        public void reopen() {}

        @Override
        public void write(ByteBuffer bytes) throws IOException {
            writeAll(channel, bytes);
        }

        @Override
        public void close() {}
    }

    /** The log is off. */
    final class Nowhere implements LogTarget {
        @Override
        public void reopen() {}

        @Override
        public void write(ByteBuffer bytes) {
            bytes.position(bytes.limit());
        }

        @Override
        public void close() {}
    }

    private static void writeAll(WritableByteChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}
