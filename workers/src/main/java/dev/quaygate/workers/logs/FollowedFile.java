package dev.quaygate.workers.logs;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One file that a worker appends to. Read on, and emptied when it has grown large and all of it was
 * read: with O_APPEND the worker then goes on at the new end. What it writes in the microseconds
 * between our last look and that moment is lost, once per {@link #CAP} at most. Not thread-safe.
 */
final class FollowedFile implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(FollowedFile.class);

    /** Size at which the file is emptied. */
    static final long CAP = 8L * 1024 * 1024;

    /** More than that unread is skipped, so that a flood costs no more than its end. */
    static final long BACKLOG = 16L * 1024 * 1024;

    /** What was read by an earlier Quaygate and is looked at again, for the last lines only. */
    private static final long PAST = 64 * 1024;

    private static final long KEPT_OF_BACKLOG = 1024 * 1024;

    /** Read in one go, so that one worker does not hold up the others. */
    private static final long TURN = 4L * 1024 * 1024;

    private final Path path;
    private final LineSplitter splitter;
    private boolean fromEnd;
    private @Nullable FileChannel channel; // null until the file exists
    private @Nullable OffsetFile remembered; // null too if there is no place for it
    private String key = ""; // of the file that offset belongs to
    private long offset;

    /**
     * @param fromEnd where to begin if it is not remembered: at the end or at the start
     */
    FollowedFile(Path path, int lineBytes, boolean fromEnd) {
        this.path = path;
        this.splitter = new LineSplitter(lineBytes);
        this.fromEnd = fromEnd;
    }

    /** Finds out where reading begins; a file that comes later is read from its start. */
    void begin() throws IOException {
        if (channel == null && open() == null) {
            fromEnd = false;
        }
    }

    /**
     * Hands on whole lines of the last {@link #PAST} before the place where reading begins, with
     * the time of the last write. To be called after {@link #begin} and before the first read.
     */
    void past(BiConsumer<String, Instant> lines) throws IOException {
        if (channel == null || offset == 0) {
            return;
        }
        long start = Math.max(0, offset - PAST);
        ByteBuffer bytes = ByteBuffer.allocate((int) (offset - start));
        while (bytes.hasRemaining() && channel.read(bytes, start + bytes.position()) > 0) {}
        bytes.flip();
        while (start > 0 && bytes.hasRemaining() && bytes.get() != '\n') {} // part of a line
        Instant at = Files.getLastModifiedTime(path, NOFOLLOW_LINKS).toInstant();
        splitter.feed(bytes, text -> lines.accept(text, at));
        splitter.clear();
    }

    /**
     * Reads on, not for long.
     *
     * @param skipped told how many bytes were passed over
     * @return whether there was anything
     */
    boolean read(ByteBuffer buffer, Consumer<String> lines, LongConsumer skipped)
            throws IOException {
        FileChannel from = channel == null ? open() : channel;
        if (from == null) {
            return false;
        }
        try {
            return read(from, buffer, lines, skipped);
        } catch (ClosedChannelException e) {
            close(); // an interrupted caller closes it: opened again next time, at the same place
            throw e;
        }
    }

    private boolean read(
            FileChannel from, ByteBuffer buffer, Consumer<String> lines, LongConsumer skipped)
            throws IOException {
        long size = from.size();
        if (size < offset) { // emptied by somebody else
            offset = 0;
            splitter.clear();
        }
        if (size == offset) {
            return false;
        }
        if (size - offset > BACKLOG) {
            skipped.accept(size - KEPT_OF_BACKLOG - offset + splitter.begun());
            splitter.clear();
            offset = size - KEPT_OF_BACKLOG;
        }
        long until = Math.min(size, offset + TURN);
        while (offset < until && readSome(from, buffer, lines)) {}
        if (offset >= CAP && from.size() == offset) { // else the next round reads the rest first
            from.truncate(0);
            offset = 0;
        }
        remember();
        return true;
    }

    private boolean readSome(FileChannel from, ByteBuffer buffer, Consumer<String> lines)
            throws IOException {
        buffer.clear();
        int count = from.read(buffer, offset);
        if (count <= 0) {
            return false;
        }
        offset += count;
        splitter.feed(buffer.flip(), lines);
        return true;
    }

    /** A line that has no end yet. */
    Optional<String> pending() {
        return splitter.pending();
    }

    /** The same when no end will come. */
    Optional<String> flush() throws IOException {
        Optional<String> rest = splitter.flush();
        if (rest.isPresent()) {
            remember();
        }
        return rest;
    }

    private @Nullable FileChannel open() throws IOException {
        try {
            FileChannel opened = PlainFile.open(path);
            channel = opened;
            String found = key(path);
            OptionalLong read = recall(found);
            if (!found.equals(key)) {
                key = found;
                long size = opened.size();
                offset = Math.min(size, read.orElse(fromEnd ? size : 0));
                if (read.isEmpty()) {
                    remember(); // a kill may come before the first line
                }
            }
            return opened;
        } catch (NoSuchFileException _) {
            return null;
        }
    }

    /** Without a place to remember in, lines still matter more than not repeating them. */
    private OptionalLong recall(String found) {
        try {
            OffsetFile at = OffsetFile.beside(path, found);
            remembered = at;
            return at.read();
        } catch (IOException e) {
            log.debug("app.log.forgetful file={}", path, e);
            return OptionalLong.empty();
        }
    }

    private static String key(Path path) throws IOException {
        var attributes = Files.readAttributes(path, BasicFileAttributes.class, NOFOLLOW_LINKS);
        return String.valueOf(attributes.fileKey()).replace(" ", "");
    }

    /** The start of a line that has begun: after our restart it is read as a whole. */
    private void remember() throws IOException {
        if (remembered != null) {
            remembered.write(Math.max(0, offset - splitter.begun()));
        }
    }

    @Override
    public void close() throws IOException {
        try (FileChannel _ = channel;
                OffsetFile _ = remembered) {
            channel = null;
            remembered = null;
        }
    }
}
