package dev.quaygate.workers.logs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * Remembers beside a file, in {@code <file>.at}, how far it was read and which file that was. A
 * plain write that survives our own sudden end; it need not survive the machine's.
 */
final class OffsetFile implements AutoCloseable {
    private static final int LONGEST = 256;

    private final String key;
    private final FileChannel channel;

    private OffsetFile(String key, FileChannel channel) {
        this.key = key;
        this.channel = channel;
    }

    /**
     * @param key names the file whatever its path, as {@code (dev=1,ino=2)}
     */
    static OffsetFile beside(Path file, String key) throws IOException {
        Path place = file.resolveSibling(file.getFileName() + ".at");
        return new OffsetFile(key, PlainFile.openOrCreate(place));
    }

    /** Empty if nothing was remembered of this very file. */
    OptionalLong read() throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(LONGEST);
        channel.read(bytes, 0);
        String text = StandardCharsets.US_ASCII.decode(bytes.flip()).toString();
        String[] word = text.strip().split(" ");
        return word.length == 2 && word[1].equals(key) && word[0].matches("\\d{1,18}")
                ? OptionalLong.of(Long.parseLong(word[0]))
                : OptionalLong.empty();
    }

    /** One write of always the same length for one file, so that no mixture can be read. */
    void write(long offset) throws IOException {
        String text = String.format(Locale.ROOT, "%018d %s\n", offset, key);
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
        int length = bytes.remaining();
        channel.write(bytes, 0);
        if (channel.size() > length) {
            channel.truncate(length);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
