package dev.quaygate.acme;

import dev.quaygate.acme.client.CertifiedKey;
import dev.quaygate.acme.client.KeyType;
import dev.quaygate.acme.store.CertificateStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A certificate with its key as it lies in a store, read without changing anything.
 *
 * @param id name of the set
 * @param names as ordered
 * @param keyType kind of its key
 * @param obtainedAt when it was received
 */
public record KeptCertificate(
        String id, List<String> names, KeyType keyType, Instant obtainedAt, CertifiedKey key) {
    public KeptCertificate {
        names = List.copyOf(names);
    }

    /**
     * Looks for one.
     *
     * @param idOrName id of its set, else one of its names
     * @return of several the newest, with those for the same names and another kind of key that are
     *     not known as unused; empty if no whole certificate is there
     * @throws dev.quaygate.acme.store.StoreProblem if the store cannot be read
     */
    public static List<KeptCertificate> find(CertificateStore store, String idOrName) {
        List<String> sets = store.sets();
        Stream<String> looked = sets.contains(idOrName) ? Stream.of(idOrName) : sets.stream();
        List<KeptCertificate> found =
                looked.flatMap(set -> of(store, set).stream())
                        .filter(one -> one.id().equals(idOrName) || one.names().contains(idOrName))
                        .sorted(Comparator.comparing(KeptCertificate::obtainedAt).reversed())
                        .toList();
        List<KeptCertificate> used =
                found.stream().filter(one -> !isUnused(store, one.id())).toList();
        return halves(used.isEmpty() ? found : used);
    }

    private static List<KeptCertificate> halves(List<KeptCertificate> newestFirst) {
        var halves = new ArrayList<KeptCertificate>();
        for (KeptCertificate one : newestFirst) {
            boolean other =
                    halves.stream()
                            .allMatch(half ->
                                    Set.copyOf(half.names()).equals(Set.copyOf(one.names()))
                                            && half.keyType().isRsa() != one.keyType().isRsa());
            if (other) {
                halves.add(one);
            }
        }
        return halves;
    }

    private static boolean isUnused(CertificateStore store, String set) {
        return new SetRecords(store, set).attempts().unusedSince() != null;
    }

    private static Optional<KeptCertificate> of(CertificateStore store, String set) {
        StoredCertificate stored = new SetRecords(store, set).load().certificate();
        return stored == null
                ? Optional.empty()
                : Optional.of(
                        new KeptCertificate(
                                set,
                                stored.meta().names(),
                                stored.meta().keyType(),
                                stored.meta().obtainedAt(),
                                stored.key()));
    }
}
