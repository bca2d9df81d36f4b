package dev.quaygate.acme.issue;

import dev.quaygate.acme.client.CertifiedKey;
import dev.quaygate.acme.client.Pem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/** Certificates and keys of the internal authority, as PEM in its storage. */
final class AuthorityPems {
    private final AuthorityFiles files;

    AuthorityPems(AuthorityFiles files) {
        this.files = files;
    }

    /** The stored certificate; unreadable bytes are a failure, not an absence. */
    Optional<X509Certificate> certificate(String name) throws IOException {
        Optional<String> pem = text(name);
        if (pem.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Pem.certificates(pem.get()).getFirst());
        } catch (GeneralSecurityException e) {
            throw new IOException(
                    "internal CA: "
                            + name
                            + " cannot be read: "
                            + e.getMessage()
                            + "; restore it from a backup, or remove it to start a new CA",
                    e);
        }
    }

    /**
     * The certificate with its key; empty when either is missing or unreadable, or they do not fit.
     */
    Optional<CertifiedKey> certifiedKey(String name, String keyName) throws IOException {
        Optional<String> pem = text(name);
        Optional<String> keyPem = text(keyName);
        if (pem.isEmpty() || keyPem.isEmpty()) {
            return Optional.empty();
        }
        try {
            X509Certificate certificate = Pem.certificates(pem.get()).getFirst();
            KeyPair key = Pem.keyPair(keyPem.get());
            return key.getPublic().equals(certificate.getPublicKey())
                    ? Optional.of(new CertifiedKey(List.of(certificate), key.getPrivate()))
                    : Optional.empty();
        } catch (GeneralSecurityException _) {
            return Optional.empty();
        }
    }

    /** Stores both. The key goes first: a crash in between leaves no certificate without one. */
    void put(String name, String keyName, CertifiedKey pair) throws IOException {
        put(keyName, Pem.of(pair.privateKey()));
        put(name, Pem.of(pair.chain()));
    }

    /** See {@link AuthorityFiles#alone}. */
    <T> T alone(AuthorityFiles.Work<T> work) throws IOException {
        return files.alone(work);
    }

    private void put(String name, String text) throws IOException {
        files.put(name, text.getBytes(StandardCharsets.US_ASCII));
    }

    private Optional<String> text(String name) throws IOException {
        return files.get(name).map(bytes -> new String(bytes, StandardCharsets.US_ASCII));
    }
}
