package dev.quaygate.acme.store;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/** Lines of a stream, none longer than what many small changes take. Not thread-safe. */
final class BoundedLines implements AutoCloseable {
    private static final int LONGEST = 16 << 20;

    private final InputStream in;

    BoundedLines(InputStream in) {
        this.in = new BufferedInputStream(in);
    }

    /**
     * The next line without its end; empty at the end of the stream.
     *
     * @throws IOException if it is too long, too
     */
    byte[] next() throws IOException {
        var line = new ByteArrayOutputStream();
        int next = in.read();
        while (next != '\n' && next >= 0) {
            line.write(next);
            if (line.size() > LONGEST) {
                throw new IOException("a line of more than " + (LONGEST >> 20) + " MiB");
            }
            next = in.read();
        }
        return line.toByteArray();
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
