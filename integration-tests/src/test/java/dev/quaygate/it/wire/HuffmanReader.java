package dev.quaygate.it.wire;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads RFC 7541 Huffman text of the characters whose code has at most 15 bits, which is all a
 * server's plain field has. The code is canonical: the lengths alone give it.
 */
final class HuffmanReader {
    /** Characters by the length of their code, each group in order of its codes. */
    private static final String[] BY_LENGTH = {
        "",
        "",
        "",
        "",
        "",
        "012aceiost",
        " %-./3456789=A_bdfghlmnpru",
        ":BCDEFGHIJKLMNOPQRSTUVWYjkqvwxyz",
        "&*,;XZ",
        "",
        "!\"()?",
        "'+|",
        "#>",
        "\0$@[]~",
        "^}",
        "<`{"
    };

    private static final Map<Integer, Character> CODES = codes();

    private HuffmanReader() {}

    private static Map<Integer, Character> codes() {
        var codes = new HashMap<Integer, Character>();
        int next = 0;
        for (int length = 1; length < BY_LENGTH.length; length++) {
            next <<= 1;
            for (char character : BY_LENGTH[length].toCharArray()) {
                codes.put(key(length, next++), character);
            }
        }
        return codes;
    }

    private static int key(int length, int code) {
        return (length << 16) | code;
    }

    static String read(byte[] bytes, int from, int length) throws IOException {
        var text = new StringBuilder();
        int code = 0;
        int bits = 0;
        for (int bit = 0; bit < length * 8; bit++) {
            code = (code << 1) | ((bytes[from + bit / 8] >> (7 - bit % 8)) & 1);
            bits++;
            Character character = CODES.get(key(bits, code));
            if (character != null) {
                text.append(character.charValue());
                code = 0;
                bits = 0;
            } else if (bits > 15) {
                throw new IOException("a Huffman code of more than 15 bits after '" + text + "'");
            }
        }
        return text.toString();
    }
}
