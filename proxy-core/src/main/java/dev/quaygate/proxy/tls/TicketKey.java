package dev.quaygate.proxy.tls;

import io.netty.handler.ssl.OpenSslSessionTicketKey;
import io.netty.internal.tcnative.SessionTicketKey;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * A key of session tickets. Two are equal if their bytes are; the text form says nothing of them.
 * Immutable.
 */
public final class TicketKey {
    private static final int NAME = OpenSslSessionTicketKey.NAME_SIZE;
    private static final int HMAC_END = NAME + OpenSslSessionTicketKey.HMAC_KEY_SIZE;

    /** Bytes of a key: its name, which each ticket carries in clear, an HMAC key, an AES key. */
    public static final int SIZE = HMAC_END + OpenSslSessionTicketKey.AES_KEY_SIZE;

    private final byte[] secret;

    private TicketKey(byte[] secret) {
        this.secret = secret;
    }

    /**
     * A key from its bytes.
     *
     * @throws IllegalArgumentException if they are not {@link #SIZE}
     */
    public static TicketKey of(byte[] secret) {
        if (secret.length != SIZE) {
            throw new IllegalArgumentException(
                    "a ticket key has " + SIZE + " bytes, not " + secret.length);
        }
        return new TicketKey(secret.clone());
    }

    public static TicketKey random(SecureRandom random) {
        byte[] secret = new byte[SIZE];
        random.nextBytes(secret);
        return new TicketKey(secret);
    }

    /** A copy of its bytes. */
    public byte[] bytes() {
        return secret.clone();
    }

    OpenSslSessionTicketKey forEngine() {
        return new OpenSslSessionTicketKey(name(), hmac(), aes());
    }

    SessionTicketKey forNative() {
        return new SessionTicketKey(name(), hmac(), aes());
    }

    private byte[] name() {
        return Arrays.copyOf(secret, NAME);
    }

    private byte[] hmac() {
        return Arrays.copyOfRange(secret, NAME, HMAC_END);
    }

    private byte[] aes() {
        return Arrays.copyOfRange(secret, HMAC_END, SIZE);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TicketKey that && Arrays.equals(secret, that.secret);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(secret);
    }

    @Override
    public String toString() {
        return "TicketKey";
    }
}
