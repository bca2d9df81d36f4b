package dev.quaygate.it.wire;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes header blocks (RFC 7541) without Huffman codes; literals unless the test asks for
 * references.
 */
public final class Hpack {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** A block of literals without indexing: name, value, name, value …; text as ISO 8859-1. */
    public static byte[] block(String... namesAndValues) {
        var hpack = new Hpack();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            hpack.literal(namesAndValues[i], namesAndValues[i + 1]);
        }
        return hpack.bytes();
    }

    /** A literal that leaves the dynamic table alone (section 6.2.2). */
    public Hpack literal(String name, String value) {
        out.write(0);
        return text(name).text(value);
    }

    /** A literal that enters the dynamic table (section 6.2.1). */
    public Hpack incremental(String name, String value) {
        out.write(0x40);
        return text(name).text(value);
    }

    /** A reference to an entry; 62 is the newest of the dynamic table (section 6.1). */
    public Hpack indexed(int index) {
        return integer(0x80, 7, index);
    }

    /** A dynamic table size update (section 6.3). */
    public Hpack tableSize(int size) {
        return integer(0x20, 5, size);
    }

    public Hpack raw(int... bytes) {
        for (int one : bytes) {
            out.write(one);
        }
        return this;
    }

    public byte[] bytes() {
        return out.toByteArray();
    }

    private Hpack text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        integer(0, 7, bytes.length);
        out.writeBytes(bytes);
        return this;
    }

    private Hpack integer(int pattern, int prefix, int value) {
        int most = (1 << prefix) - 1;
        if (value < most) {
            out.write(pattern | value);
            return this;
        }
        out.write(pattern | most);
        int rest = value - most;
        while (rest >= 128) {
            out.write((rest & 127) | 128);
            rest >>>= 7;
        }
        out.write(rest);
        return this;
    }
}
