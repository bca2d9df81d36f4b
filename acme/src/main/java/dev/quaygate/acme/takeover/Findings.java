package dev.quaygate.acme.takeover;

import dev.quaygate.acme.client.CertifiedKey;
import dev.quaygate.acme.client.Pem;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Collects what a reader finds; a thing that cannot be used is noted with its reason. */
final class Findings {
    private static final long LARGEST_FILE = 16 << 20;
    private static final Pattern CERTIFICATE =
            Pattern.compile("-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----");

    private final List<ForeignCertificate> certificates = new ArrayList<>();
    private final List<ForeignAccount> accounts = new ArrayList<>();
    private final SequencedMap<String, String> refused = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();

    void note(String note) {
        notes.add(note);
    }

    void refuse(String what, String why) {
        refused.put(what, why);
    }

    void account(ForeignAccount account) {
        accounts.add(account);
    }

    /** Adds a certificate if chain and key can be read and belong together. */
    void certificate(String source, String chain, String key, @Nullable URI directory) {
        try {
            List<X509Certificate> certificates = Pem.certificates(certificatesIn(chain));
            KeyPair pair = Pem.keyPair(key);
            if (!certificates.getFirst().getPublicKey().equals(pair.getPublic())) {
                refuse(source, "the key does not fit the certificate");
                return;
            }
            this.certificates.add(
                    new ForeignCertificate(
                            source, new CertifiedKey(certificates, pair.getPrivate()), directory));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            refuse(source, "certificate or key cannot be read: " + e.getMessage());
        }
    }

    /** Without a key or comments between them. */
    private static String certificatesIn(String pem) {
        var blocks = new StringBuilder();
        CERTIFICATE
                .matcher(pem)
                .results()
                .forEach(found -> blocks.append(found.group()).append('\n'));
        return blocks.toString();
    }

    /** A file's text. */
    static String text(Path file) throws IOException {
        if (Files.size(file) > LARGEST_FILE) {
            throw new IOException(file + " is too large");
        }
        return Files.readString(file, StandardCharsets.UTF_8);
    }

    ForeignStore all() {
        return new ForeignStore(certificates, accounts, refused, notes);
    }
}
