package dev.quaygate.it.corpus;

import dev.quaygate.it.wire.H2Frame;
import dev.quaygate.it.wire.Hpack;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** Short ways to write the frames of a case. */
final class H2Raw {
    /** In the place of a pseudo-field: leave it out. */
    static final String NONE = "(none)";

    private H2Raw() {}

    /**
     * A GET of {@code path} with these further fields, in one HEADERS frame that ends the stream.
     */
    static IntFunction<List<H2Frame>> get(String path, String... fields) {
        return head("GET", "https", Raw.SITE, path, fields);
    }

    /**
     * One HEADERS frame that ends the stream; pseudo-fields that are {@link #NONE} are left out.
     */
    static IntFunction<List<H2Frame>> head(
            String method, String scheme, String authority, String path, String... fields) {
        byte[] block = block(method, scheme, authority, path, fields);
        return stream -> List.of(H2Frame.headers(stream, block, true));
    }

    /**
     * One HEADERS frame of exactly these fields, name, value, name, value …, that ends the stream.
     */
    static IntFunction<List<H2Frame>> fields(String... namesAndValues) {
        return stream -> List.of(H2Frame.headers(stream, Hpack.block(namesAndValues), true));
    }

    static byte[] block(
            String method, String scheme, String authority, String path, String... fields) {
        var all = new ArrayList<String>();
        pseudo(all, ":method", method);
        pseudo(all, ":scheme", scheme);
        pseudo(all, ":authority", authority);
        pseudo(all, ":path", path);
        all.addAll(List.of(fields));
        return Hpack.block(all.toArray(String[]::new));
    }

    /** A POST whose head has these fields, followed by these frames. */
    static IntFunction<List<H2Frame>> post(List<String> fields, IntFunction<List<H2Frame>> rest) {
        byte[] block = block("POST", "https", Raw.SITE, "/b", fields.toArray(String[]::new));
        return stream -> {
            var frames = new ArrayList<H2Frame>();
            frames.add(H2Frame.headers(stream, block, false));
            frames.addAll(rest.apply(stream));
            return frames;
        };
    }

    /** One DATA frame. */
    static H2Frame data(int stream, String text, boolean end) {
        return H2Frame.data(stream, text.getBytes(StandardCharsets.ISO_8859_1), end);
    }

    /** Trailers that end the stream. */
    static H2Frame trailers(int stream, String... namesAndValues) {
        return H2Frame.headers(stream, Hpack.block(namesAndValues), true);
    }

    private static void pseudo(List<String> all, String name, String value) {
        if (!value.equals(NONE)) {
            all.add(name);
            all.add(value);
        }
    }
}
