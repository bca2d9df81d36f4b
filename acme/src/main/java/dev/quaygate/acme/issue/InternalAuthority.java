package dev.quaygate.acme.issue;

import dev.quaygate.acme.client.CertifiedKey;
import dev.quaygate.acme.client.KeyType;
import dev.quaygate.acme.client.Pem;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The authority of this installation, for names no public one may certify and for client
 * certificates. Its root (P-384, 10 years) is made once; its intermediate (P-256, 1 year, limited
 * to the internal names) is made anew at two thirds of its life, when the list of names changes, or
 * when its stored form is damaged. The root key may be taken away while an intermediate is good.
 *
 * <p>Blocks on storage; safe for any number of threads of one process. The caller keeps two
 * processes from sharing the storage.
 */
public final class InternalAuthority {
    /** What a certificate may be used for. */
    public enum Purpose {
        /** Answering TLS connections. */
        SERVER,
        /** Identifying us to an upstream. */
        CLIENT
    }

    /** Life of a certificate unless the configuration says otherwise. */
    public static final Duration DEFAULT_LIFE = Duration.ofDays(7);

    private static final Logger LOG = LoggerFactory.getLogger(InternalAuthority.class);

    static final String ROOT = "root.pem";
    static final String ROOT_KEY = "root-key.pem";
    static final String INTERMEDIATE = "intermediate.pem";
    static final String INTERMEDIATE_KEY = "intermediate-key.pem";

    private final AuthorityPems pems;
    private final InternalNames names;
    private final InstantSource clock;
    private final AuthorityCertificates certificates;

    /**
     * Prepares the authority; touches no storage yet. A root of the user's own is used when the
     * storage holds it as {@code root.pem} and {@code root-key.pem} from the beginning.
     *
     * @param random gives serial numbers, a {@code SecureRandom} outside of tests
     */
    public InternalAuthority(
            AuthorityFiles files,
            InternalNames names,
            InstantSource clock,
            RandomGenerator random) {
        this.pems = new AuthorityPems(files);
        this.names = names;
        this.clock = clock;
        this.certificates = new AuthorityCertificates(clock, random);
    }

    /**
     * The root to be trusted, made now if there is none.
     *
     * @throws IOException when storage fails or holds a root that cannot be read; a root is never
     *     replaced, because machines trust it
     */
    public synchronized X509Certificate root() throws IOException {
        Optional<X509Certificate> stored = pems.certificate(ROOT);
        if (stored.isPresent()) {
            return stored.get();
        }
        return pems.alone(this::createRoot);
    }

    private X509Certificate createRoot() throws IOException {
        // Another node may have made it while we waited.
        Optional<X509Certificate> stored = pems.certificate(ROOT);
        if (stored.isPresent()) {
            return stored.get();
        }
        CertifiedKey root = certificates.root();
        pems.put(ROOT, ROOT_KEY, root);
        return root.leaf();
    }

    /** {@link #root} as PEM text, to be installed in trust stores. */
    public String rootPem() throws IOException {
        return Pem.of(List.of(root()));
    }

    /** Whether a list of names can be had here at all. */
    public boolean allows(Collection<String> wanted) {
        return wanted.stream().allMatch(names::allows);
    }

    /**
     * Issues a certificate with a fresh key.
     *
     * @param wanted names and addresses, all of them internal
     * @param life length of validity from now, cut to what is left of the intermediate
     * @return leaf and intermediate with the leaf's key
     * @throws IllegalArgumentException naming a name that is not on the list of internal names
     * @throws IOException when storage fails, or when an intermediate is due and the root key gone
     */
    public CertifiedKey issue(
            Collection<String> wanted, KeyType type, Duration life, Purpose purpose)
            throws IOException {
        return issue(wanted, type.generate(), life, purpose);
    }

    /** Issues a certificate for a key that the caller has, see {@code reuseKey}. */
    public CertifiedKey issue(
            Collection<String> wanted, KeyPair key, Duration life, Purpose purpose)
            throws IOException {
        wanted.stream().filter(name -> !names.allows(name)).findFirst().ifPresent(this::refuse);
        return certificates.leaf(
                intermediate(wanted),
                wanted,
                key,
                life,
                switch (purpose) {
                    case SERVER -> KeyPurposeId.id_kp_serverAuth;
                    case CLIENT -> KeyPurposeId.id_kp_clientAuth;
                });
    }

    private void refuse(String name) {
        throw new IllegalArgumentException(
                "'%s' is not an internal name; add it to certificates.internal.names or take another issuer"
                        .formatted(name));
    }

    private synchronized CertifiedKey intermediate(Collection<String> wanted) throws IOException {
        X509Certificate root = root();
        Optional<CertifiedKey> good = stored(root).filter(known -> isGood(known.leaf(), root));
        return good.isPresent() ? good.get() : pems.alone(() -> renewed(root, wanted));
    }

    private CertifiedKey renewed(X509Certificate root, Collection<String> wanted)
            throws IOException {
        // Another node may have made it while we waited.
        Optional<CertifiedKey> stored = stored(root);
        if (stored.filter(known -> isGood(known.leaf(), root)).isPresent()) {
            return stored.get();
        }
        Optional<CertifiedKey> signer = pems.certifiedKey(ROOT, ROOT_KEY);
        if (signer.isPresent()) {
            CertifiedKey intermediate =
                    certificates.intermediate(signer.get(), names.constraints());
            pems.put(INTERMEDIATE, INTERMEDIATE_KEY, intermediate);
            return intermediate;
        }
        Optional<CertifiedKey> old =
                stored.filter(known -> IntermediateLimits.permit(known.leaf(), wanted));
        if (old.isEmpty()) {
            throw new IOException(withoutRootKey(stored, wanted));
        }
        LOG.warn(
                "internalCa.intermediateDue ends={} what=\"{} is missing; put it back until the next certificate is issued\"",
                old.get().leaf().getNotAfter().toInstant(),
                ROOT_KEY);
        return old.get();
    }

    private static String withoutRootKey(Optional<CertifiedKey> stored, Collection<String> wanted) {
        String why =
                stored.isPresent()
                        ? "the present one is not for " + wanted
                        : "there is none that is valid";
        return "internal CA: a new intermediate is needed (%s), but %s is missing or does not fit %s; put the root key back until the next certificate is issued"
                .formatted(why, ROOT_KEY, ROOT);
    }

    /** The stored intermediate if it can be used at all. */
    private Optional<CertifiedKey> stored(X509Certificate root) throws IOException {
        return pems.certifiedKey(INTERMEDIATE, INTERMEDIATE_KEY)
                .filter(known -> isSignedBy(known.leaf(), root))
                .filter(known -> clock.instant().isBefore(known.leaf().getNotAfter().toInstant()));
    }

    private boolean isGood(X509Certificate intermediate, X509Certificate root) {
        Instant end = intermediate.getNotAfter().toInstant();
        Duration reserve = AuthorityCertificates.INTERMEDIATE_LIFE.dividedBy(3);
        // A root near its own end leaves no room for the reserve.
        boolean lasts =
                clock.instant().isBefore(end.minus(reserve))
                        || end.equals(root.getNotAfter().toInstant());
        return lasts && IntermediateLimits.equal(intermediate, names.constraints());
    }

    private static boolean isSignedBy(X509Certificate intermediate, X509Certificate root) {
        try {
            intermediate.verify(root.getPublicKey());
            return true;
        } catch (GeneralSecurityException _) {
            return false;
        }
    }
}
