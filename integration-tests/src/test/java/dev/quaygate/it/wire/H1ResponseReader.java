package dev.quaygate.it.wire;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Reads HTTP/1 answers strictly from a stream; anything that a client could misread is a {@link
 * Malformed}.
 */
final class H1ResponseReader {
    private final InputStream in;

    H1ResponseReader(InputStream in) {
        this.in = in;
    }

    /** The peer wrote something that is not an HTTP/1 answer. */
    static final class Malformed extends IOException {
        private static final long serialVersionUID = 1L;

        Malformed(String why) {
            super(why);
        }
    }

    /**
     * The next final answer.
     *
     * @throws EOFException if the connection ended before its first byte
     */
    H1Response read(boolean toHead) throws IOException {
        var interim = new ArrayList<Integer>();
        while (true) {
            String line = line(true);
            if (!line.matches("HTTP/1\\.[01] [1-5][0-9][0-9]( .*)?")) {
                throw new Malformed("status line " + line);
            }
            int status = Integer.parseInt(line.substring(9, 12));
            List<String> fields = fields();
            if (status < 200 && status != 101) {
                interim.add(status);
                continue;
            }
            return body(status, interim, fields, toHead);
        }
    }

    private H1Response body(int status, List<Integer> interim, List<String> fields, boolean toHead)
            throws IOException {
        var head = new H1Response(status, interim, fields, new byte[0], List.of(), true);
        List<String> codings = head.headers("transfer-encoding");
        List<String> lengths = head.headers("content-length");
        if (toHead || status == 101 || status == 204 || status == 304) {
            return head;
        }
        var body = new ByteArrayOutputStream();
        if (!codings.isEmpty()) {
            if (!codings.equals(List.of("chunked")) || !lengths.isEmpty()) {
                throw new Malformed("framing " + codings + lengths);
            }
            return chunked(head, body);
        }
        if (lengths.isEmpty()) {
            return new H1Response(status, interim, fields, in.readAllBytes(), List.of(), true);
        }
        if (lengths.size() > 1 || !lengths.getFirst().matches("[0-9]+")) {
            throw new Malformed("content-length " + lengths);
        }
        long length = Long.parseLong(lengths.getFirst());
        boolean whole = copy(length, body);
        return new H1Response(status, interim, fields, body.toByteArray(), List.of(), whole);
    }

    private H1Response chunked(H1Response head, ByteArrayOutputStream body) throws IOException {
        var trailers = new ArrayList<String>();
        boolean whole = false;
        try {
            while (true) {
                String size = line(false);
                if (!size.matches("[0-9a-fA-F]{1,15}")) {
                    throw new Malformed("chunk size " + size);
                }
                long length = Long.parseLong(size, 16);
                if (length == 0) {
                    trailers.addAll(fields());
                    whole = true;
                    break;
                }
                if (!copy(length, body)) {
                    break;
                }
                if (!line(false).isEmpty()) {
                    throw new Malformed("no line end after a chunk");
                }
            }
        } catch (EOFException _) {
            whole = false;
        }
        return new H1Response(
                head.status(), head.interim(), head.fields(), body.toByteArray(), trailers, whole);
    }

    /** A chunk as it arrives, for streams; an empty string at the last one. */
    String chunk() throws IOException {
        long length = Long.parseLong(line(false), 16);
        byte[] data = in.readNBytes((int) length);
        if (length > 0) {
            line(false);
        }
        return new String(data, StandardCharsets.UTF_8);
    }

    /** Status and fields only; the body stays in the stream. */
    H1Response head() throws IOException {
        String line = line(true);
        return new H1Response(
                Integer.parseInt(line.substring(9, 12)),
                List.of(),
                fields(),
                new byte[0],
                List.of(),
                true);
    }

    private boolean copy(long length, ByteArrayOutputStream to) throws IOException {
        byte[] buffer = new byte[16 * 1024];
        long left = length;
        while (left > 0) {
            int read;
            try {
                read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
            } catch (SocketException _) {
                return false;
            }
            if (read < 0) {
                return false;
            }
            to.write(buffer, 0, read);
            left -= read;
        }
        return true;
    }

    private List<String> fields() throws IOException {
        var fields = new ArrayList<String>();
        for (String line = line(false); !line.isEmpty(); line = line(false)) {
            if (!line.matches("(?s)[!#$%&'*+.^_`|~0-9A-Za-z-]+:.*")) {
                throw new Malformed("field " + line.toLowerCase(Locale.ROOT));
            }
            fields.add(line);
        }
        return fields;
    }

    private String line(boolean first) throws IOException {
        var line = new ByteArrayOutputStream();
        while (true) {
            int next = in.read();
            if (next < 0) {
                if (first && line.size() == 0) {
                    throw new EOFException("closed");
                }
                throw new EOFException(
                        "closed inside " + line.toString(StandardCharsets.ISO_8859_1));
            }
            if (next == '\r') {
                if (in.read() != '\n') {
                    throw new Malformed("bare CR");
                }
                return line.toString(StandardCharsets.ISO_8859_1);
            }
            if (next == '\n') {
                throw new Malformed("bare LF");
            }
            line.write(next);
        }
    }
}
