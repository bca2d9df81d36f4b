package dev.quaygate.acme.client;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/** Judges a downloaded chain before anything of it is stored or served. */
public final class ChainCheck {
    private static final int MOST_CERTIFICATES = 10;
    private static final int LARGEST_CHAIN = 64 * 1024;
    private static final Duration CLOCK_TOLERANCE = Duration.ofHours(1);

    private ChainCheck() {}

    /**
     * Looks for a reason not to use a chain: it does not begin with a certificate for exactly these
     * names and this key, is not valid now, does not hang together, or is unreasonably large.
     *
     * @param chain leaf first
     * @param names ordered names
     * @param key public half of the ordered key
     * @param now present time; a start of validity up to 1 h ahead is taken for a clock difference
     * @return one line for a person, or empty when the chain is good
     */
    public static Optional<String> problem(
            List<X509Certificate> chain, Collection<String> names, PublicKey key, Instant now) {
        if (chain.isEmpty()) {
            return Optional.of("the CA sent no certificate");
        }
        if (chain.size() > MOST_CERTIFICATES) {
            return Optional.of(
                    "the chain has " + chain.size() + " certificates, at most 10 are taken");
        }
        X509Certificate leaf = chain.getFirst();
        return size(chain)
                .or(() -> key(leaf, key))
                .or(() -> validity(leaf, now))
                .or(() -> links(chain))
                .or(() -> names(leaf, names));
    }

    private static Optional<String> size(List<X509Certificate> chain) {
        int bytes = Pem.of(chain).length();
        return bytes <= LARGEST_CHAIN
                ? Optional.empty()
                : Optional.of("the chain has " + bytes + " bytes, at most 64 KiB are taken");
    }

    private static Optional<String> key(X509Certificate leaf, PublicKey key) {
        return leaf.getPublicKey().equals(key)
                ? Optional.empty()
                : Optional.of("the first certificate is not for our key");
    }

    private static Optional<String> validity(X509Certificate leaf, Instant now) {
        Instant start = leaf.getNotBefore().toInstant();
        Instant end = leaf.getNotAfter().toInstant();
        if (start.isAfter(now.plus(CLOCK_TOLERANCE))) {
            return Optional.of("the certificate is not valid before " + start);
        }
        return end.isAfter(now) ? Optional.empty() : Optional.of("the certificate ended at " + end);
    }

    private static Optional<String> links(List<X509Certificate> chain) {
        for (int i = 0; i + 1 < chain.size(); i++) {
            try {
                chain.get(i).verify(chain.get(i + 1).getPublicKey());
            } catch (GeneralSecurityException _) {
                return Optional.of(
                        "certificate %d of the chain is not signed by certificate %d"
                                .formatted(i + 1, i + 2));
            }
        }
        return Optional.empty();
    }

    private static Optional<String> names(X509Certificate leaf, Collection<String> names) {
        try {
            SortedSet<String> ordered = SubjectNames.canonical(names);
            SortedSet<String> issued = SubjectNames.of(leaf);
            return issued.equals(ordered)
                    ? Optional.empty()
                    : Optional.of("the certificate is for " + issued + ", ordered were " + ordered);
        } catch (GeneralSecurityException e) {
            return Optional.of("the names of the certificate cannot be read: " + e.getMessage());
        }
    }
}
