package dev.quaygate.acme;

import dev.quaygate.acme.issue.AuthorityFiles;
import dev.quaygate.acme.store.CertificateStore;
import dev.quaygate.acme.store.StoreProblem;
import java.io.IOException;
import java.util.Optional;

/**
 * Keeps the internal authority's keys and certificates in the certificate store, below {@code
 * internal/}.
 */
public record StoredAuthorityFiles(CertificateStore store) implements AuthorityFiles {
    @Override
    public Optional<byte[]> get(String name) throws IOException {
        try {
            return store.get("internal/" + name);
        } catch (StoreProblem e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public void put(String name, byte[] bytes) throws IOException {
        try {
            store.put("internal/" + name, bytes);
        } catch (StoreProblem e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}
