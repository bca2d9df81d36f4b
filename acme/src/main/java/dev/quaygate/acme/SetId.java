package dev.quaygate.acme;

import dev.quaygate.acme.client.KeyType;
import dev.quaygate.acme.client.Sha256;
import java.nio.ByteBuffer;
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
                + Sha256.hex(all).substring(0, 10);
    }

    /** A number in [0, 1) that is always the same for a text and evenly spread over texts. */
    static double spread(String text) {
        long bits = ByteBuffer.wrap(Sha256.of(text)).getLong() >>> 11;
        return bits / (double) (1L << 53);
    }
}
