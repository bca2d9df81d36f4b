package dev.quaygate.app;

import dev.quaygate.acme.StoredAuthorityFiles;
import dev.quaygate.acme.client.CertifiedKey;
import dev.quaygate.acme.issue.AuthorityFiles;
import dev.quaygate.acme.issue.InternalAuthority;
import dev.quaygate.acme.issue.InternalNames;
import dev.quaygate.acme.issue.InternalSigner;
import dev.quaygate.acme.server.CertificateSource;
import dev.quaygate.acme.store.CertificateStore;
import dev.quaygate.app.config.settings.CertificateSettings;
import dev.quaygate.app.config.settings.TlsMode;
import java.io.IOException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The internal authority under the configuration in force. Any thread. */
final class Authority implements InternalSigner, CertificateSource {
    private final CertificateStore store;
    private final InstantSource clock;
    private final RandomGenerator random;
    private CertificateSettings.@Nullable Internal settings;
    private volatile Duration life = InternalAuthority.DEFAULT_LIFE;
    private volatile @Nullable InternalAuthority authority;

    Authority(CertificateStore store, InstantSource clock, RandomGenerator random) {
        this.store = store;
        this.clock = clock;
        this.random = random;
    }

    synchronized void configure(CertificateSettings.Internal next) {
        if (next.equals(settings)) {
            return;
        }
        var names = new ArrayList<>(next.names());
        names.addAll(next.networks().texts());
        AuthorityFiles stored = new StoredAuthorityFiles(store);
        TlsMode.Files root = next.root();
        AuthorityFiles files = root == null ? stored : new ConfiguredRoot(root, stored);
        authority = new InternalAuthority(files, InternalNames.of(names), clock, random);
        settings = next;
        life = next.life();
    }

    @Override
    public CertifiedKey sign(List<String> names, KeyPair key, Duration life) throws IOException {
        return now().issue(names, key, life, InternalAuthority.Purpose.SERVER);
    }

    @Override
    public boolean allows(String name) {
        return now().allows(List.of(name));
    }

    @Override
    public List<X509Certificate> certify(List<String> names, PublicKey key) throws IOException {
        return now().certify(names, key, life);
    }

    String rootPem() throws IOException {
        return now().rootPem();
    }

    private InternalAuthority now() {
        InternalAuthority now = authority;
        if (now == null) {
            throw new IllegalStateException("used before it was configured");
        }
        return now;
    }
}
