package dev.quaygate.app.trust;

import dev.quaygate.app.trust.TrustResult.State;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;

/**
 * The trust store of a Java runtime, in whichever format it has. A store without a password stays
 * one. Needs no program.
 */
record JavaStore(Path file) implements TrustStore {
    private static final String KIND = "java";

    /** Protects nothing: these stores hold public certificates, and every Java has this one. */
    private static final String PASSWORD = "changeit";

    @Override
    public TrustResult install(RootCertificate root) {
        return change(store -> {
            if (store.getCertificateAlias(root.certificate()) != null) {
                return State.ALREADY_THERE;
            }
            store.setCertificateEntry(root.name(), root.certificate());
            return State.INSTALLED;
        });
    }

    @Override
    public TrustResult remove(RootCertificate root) {
        return change(store -> {
            if (!store.containsAlias(root.name())) {
                return State.NOT_THERE;
            }
            store.deleteEntry(root.name());
            return State.REMOVED;
        });
    }

    private interface Step {
        State take(KeyStore store) throws GeneralSecurityException;
    }

    private TrustResult change(Step step) {
        try {
            KeyStore store = KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray());
            State state = step.take(store);
            if (state == State.INSTALLED || state == State.REMOVED) {
                var bytes = new ByteArrayOutputStream();
                store.store(bytes, PASSWORD.toCharArray());
                OwnFile.replace(file, bytes.toByteArray());
            }
            return TrustResult.of(KIND, file, state);
        } catch (AccessDeniedException _) {
            return TrustResult.failed(
                    KIND, file, "permission denied; run the same command as root");
        } catch (IOException | GeneralSecurityException e) {
            return TrustResult.failed(
                    KIND,
                    file,
                    "cannot be changed: "
                            + e.getMessage()
                            + "; add the root with keytool -importcert and the store's password");
        }
    }
}
