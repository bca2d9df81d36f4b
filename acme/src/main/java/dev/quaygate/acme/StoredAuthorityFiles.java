package dev.quaygate.acme;

import dev.quaygate.acme.issue.AuthorityFiles;
import dev.quaygate.acme.store.CertificateStore;
import dev.quaygate.acme.store.Lease;
import dev.quaygate.acme.store.StoreProblem;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Optional;

/**
 * Keeps the internal authority's keys and certificates in the certificate store, below {@code
 * internal/}.
 */
public record StoredAuthorityFiles(CertificateStore store) implements AuthorityFiles {
    private static final String LEASE = "internal-authority";
    private static final int TRIES = 50;
    private static final Duration PAUSE = Duration.ofMillis(100);

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

    @Override
    public <T> T alone(Work<T> work) throws IOException {
        try (Lease _ = lease()) {
            return work.run();
        } catch (StoreProblem e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private Lease lease() throws IOException {
        for (int i = 0; i < TRIES; i++) {
            Optional<Lease> lease = store.lease(LEASE);
            if (lease.isPresent()) {
                return lease.get();
            }
            pause();
        }
        throw new IOException(
                "internal CA: another node is at its keys; this node tries again by itself");
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("stopped while waiting for the internal CA");
        }
    }
}
