package dev.quaygate.acme;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.quaygate.acme.client.KeyType;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Names of certificate sets, fit for a directory name. */
final class SetId {
    private static final int LONGEST_SHOWN = 200;

    private SetId() {}

    /**
     * First name ({@code *} as {@code _}, other unusual characters as {@code -}), "-", 10 hex
     * digits over sorted names and key type. Long names are cut: file systems take 255 bytes.
     */
    static String of(List<String> names, KeyType keyType) {
        String all = String.join("\n", names.stream().sorted().toList()) + "\n" + keyType.word();
        String first = names.getFirst().replace('*', '_').replaceAll("[^A-Za-z0-9._-]", "-");
        String shown = first.length() > LONGEST_SHOWN ? first.substring(0, LONGEST_SHOWN) : first;
        return (first.startsWith(".") || first.startsWith("-") ? "_" : "")
                + shown
                + "-"
                + HexFormat.of().formatHex(sha256(all)).substring(0, 10);
    }

    /** A number in [0, 1) that is always the same for a text and evenly spread over texts. */
    static double spread(String text) {
        long bits = ByteBuffer.wrap(sha256(text)).getLong() >>> 11;
        return bits / (double) (1L << 53);
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
