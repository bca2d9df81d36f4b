package dev.quaygate.acme.client;

import java.security.GeneralSecurityException;
import java.security.KeyPair;

/**
 * Keys of ACME accounts: P-256, kept for ever, never used in a certificate. Imported accounts may
 * bring RSA or P-384 keys; those are read as well.
 */
public final class AccountKeys {
    private AccountKeys() {}

    /** A fresh account key. */
    public static KeyPair generate() {
        return KeyType.P256.generate();
    }

    /** The text to keep; whoever reads it owns the account. */
    public static String toPem(KeyPair key) {
        return Pem.of(key.getPrivate());
    }

    /**
     * Reads a key that {@link #toPem} or another client wrote.
     *
     * @throws GeneralSecurityException when the text holds no usable private key
     */
    public static KeyPair fromPem(String pem) throws GeneralSecurityException {
        return Pem.keyPair(pem);
    }
}
