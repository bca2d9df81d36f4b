package dev.quaygate.app.admin;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/** The secrets that stand for roles, compared in constant time. Their text form shows nothing. */
final class Tokens {
    private final byte[] write;
    private final byte @Nullable [] read;

    Tokens(String write, @Nullable String read) {
        this.write = digest(write);
        this.read = read == null ? null : digest(read);
    }

    /** The role of a token; both are always compared. */
    Role role(String token) {
        byte[] given = digest(token);
        boolean writes = MessageDigest.isEqual(given, write);
        boolean reads = MessageDigest.isEqual(given, read == null ? new byte[0] : read);
        return writes ? Role.WRITE : reads ? Role.READ : Role.NONE;
    }

    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
