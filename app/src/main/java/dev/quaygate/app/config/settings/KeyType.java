package dev.quaygate.app.config.settings;

/** Kind of a certificate's key. */
public enum KeyType {
    P256,
    P384,
    RSA2048,
    RSA3072,
    RSA4096;

    /** Whether it is RSA; the others are points of elliptic curves. */
    public boolean isRsa() {
        return this != P256 && this != P384;
    }
}
