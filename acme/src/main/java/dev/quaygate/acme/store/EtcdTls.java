package dev.quaygate.acme.store;

import dev.quaygate.acme.client.Pem;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** TLS towards etcd. */
public final class EtcdTls {
    private static final char[] NO_PASSWORD = {};

    private EtcdTls() {}

    /**
     * Makes a client context from PEM texts.
     *
     * @param roots certificates to trust, null for those of the platform
     * @param chain our own certificate with its chain, null for none
     * @param key key of {@code chain}, null exactly if that is
     */
    public static SSLContext context(
            @Nullable String roots, @Nullable String chain, @Nullable String key)
            throws GeneralSecurityException, IOException {
        var context = SSLContext.getInstance("TLS");
        context.init(
                chain == null || key == null ? null : ours(chain, key),
                roots == null ? null : trust(Pem.certificates(roots)),
                null);
        return context;
    }

    private static KeyManager[] ours(String chain, String key)
            throws GeneralSecurityException, IOException {
        PrivateKey secret = Pem.keyPair(key).getPrivate();
        List<X509Certificate> certificates = Pem.certificates(chain);
        KeyStore store = empty();
        store.setKeyEntry("us", secret, NO_PASSWORD, certificates.toArray(Certificate[]::new));
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, NO_PASSWORD);
        return keys.getKeyManagers();
    }

    private static TrustManager[] trust(List<X509Certificate> roots)
            throws GeneralSecurityException, IOException {
        KeyStore store = empty();
        for (int i = 0; i < roots.size(); i++) {
            store.setCertificateEntry("root" + i, roots.get(i));
        }
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        return trust.getTrustManagers();
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }
}
