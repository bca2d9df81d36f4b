package dev.quaygate.acme;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.quaygate.acme.client.CertifiedKey;
import dev.quaygate.acme.client.Pem;
import dev.quaygate.acme.client.SubjectNames;
import dev.quaygate.acme.store.DamagedDocument;
import dev.quaygate.acme.store.JsonObject;
import dev.quaygate.acme.store.StoredGeneration;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A certificate as it lies in the store. */
record StoredCertificate(int generation, CertificateMeta meta, CertifiedKey key) {
    static final String CHAIN = "chain.pem";
    static final String KEY = "key.pem";
    static final String META = "meta.json";

    /**
     * Reads a generation and checks that key, chain and names belong together.
     *
     * @throws DamagedDocument if they do not
     */
    static StoredCertificate of(StoredGeneration generation) {
        try {
            CertificateMeta meta = CertificateMeta.of(JsonObject.parse(bytes(generation, META)));
            List<X509Certificate> chain =
                    Pem.certificates(new String(bytes(generation, CHAIN), UTF_8));
            KeyPair pair = Pem.keyPair(new String(bytes(generation, KEY), UTF_8));
            X509Certificate leaf = chain.getFirst();
            if (!leaf.getPublicKey().equals(pair.getPublic())) {
                throw new DamagedDocument("the key does not fit the certificate");
            }
            if (!SubjectNames.of(leaf).equals(SubjectNames.canonical(meta.names()))) {
                throw new DamagedDocument("the certificate is for other names");
            }
            return new StoredCertificate(
                    generation.number(), meta, new CertifiedKey(chain, pair.getPrivate()));
        } catch (GeneralSecurityException e) {
            throw new DamagedDocument("the certificate or its key cannot be read", e);
        }
    }

    /** Contents of the files of a new generation. */
    static Map<String, byte[]> files(CertificateMeta meta, CertifiedKey key) {
        return Map.of(
                CHAIN, Pem.of(key.chain()).getBytes(UTF_8),
                KEY, Pem.of(key.privateKey()).getBytes(UTF_8),
                META, meta.toJson().toBytes());
    }

    Life life() {
        return Life.of(key.leaf(), meta.obtainedAt());
    }

    boolean isExpired(Instant now) {
        return life().isOver(now);
    }

    ManagedCertificate managed(String set, boolean wanted) {
        return new ManagedCertificate(
                set, meta.names(), generation, meta.issuer(), meta.obtainedAt(), key, wanted);
    }

    private static byte[] bytes(StoredGeneration generation, String name) {
        byte[] content = generation.file(name);
        if (content == null) {
            throw new DamagedDocument(name + " is missing");
        }
        return content;
    }
}
