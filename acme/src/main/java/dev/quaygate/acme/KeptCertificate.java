package dev.quaygate.acme;

import dev.quaygate.acme.client.CertifiedKey;
import dev.quaygate.acme.store.CertificateStore;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A certificate with its key as it lies in a store, read without changing anything.
 *
 * @param id name of the set
 * @param names as ordered
 * @param obtainedAt when it was received
 */
public record KeptCertificate(String id, List<String> names, Instant obtainedAt, CertifiedKey key) {
    public KeptCertificate {
        names = List.copyOf(names);
    }

    /**
     * Looks for one.
     *
     * @param idOrName id of its set, else one of its names; the newest of several
     * @return empty if no whole certificate is there
     * @throws dev.quaygate.acme.store.StoreProblem if the store cannot be read
     */
    public static Optional<KeptCertificate> find(CertificateStore store, String idOrName) {
        List<String> sets = store.sets();
        Stream<String> looked = sets.contains(idOrName) ? Stream.of(idOrName) : sets.stream();
        return looked.flatMap(set -> of(store, set).stream())
                .filter(one -> one.id().equals(idOrName) || one.names().contains(idOrName))
                .max(Comparator.comparing(KeptCertificate::obtainedAt));
    }

    private static Optional<KeptCertificate> of(CertificateStore store, String set) {
        StoredCertificate stored = new SetRecords(store, set).load().certificate();
        return stored == null
                ? Optional.empty()
                : Optional.of(
                        new KeptCertificate(
                                set,
                                stored.meta().names(),
                                stored.meta().obtainedAt(),
                                stored.key()));
    }
}
