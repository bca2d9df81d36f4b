package dev.quaygate.acme.faultca;

import dev.quaygate.acme.client.CertifiedKey;
import dev.quaygate.acme.client.KeyType;
import dev.quaygate.acme.issue.InMemoryFiles;
import dev.quaygate.acme.issue.InternalAuthority;
import dev.quaygate.acme.issue.InternalNames;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** One certificate for the ports of all authorities of a run, made at the first use. */
final class TlsIdentity {
    private static final CertifiedKey KEY;
    private static final X509Certificate ROOT;

    static {
        try {
            var own =
                    new InternalAuthority(
                            new InMemoryFiles(),
                            InternalNames.of(List.of("localhost")),
                            InstantSource.system(),
                            new SecureRandom());
            var server = InternalAuthority.Purpose.SERVER;
            KEY = own.issue(List.of("localhost"), KeyType.P256, Duration.ofDays(1), server);
            ROOT = own.root();
        } catch (IOException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private TlsIdentity() {}

    static X509Certificate root() {
        return ROOT;
    }

    static SSLContext context() {
        try {
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            Certificate[] chain = KEY.chain().toArray(Certificate[]::new);
            store.setKeyEntry("tls", KEY.privateKey(), new char[0], chain);
            var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, new char[0]);
            var context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
