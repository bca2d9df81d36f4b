package dev.quaygate.acme;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All sets of a manager, by id. Reading: any thread, always one whole table. Writing: one at a
 * time.
 */
final class SetTable {
    private volatile Map<String, NameSet> sets = Map.of();
    private volatile Set<String> order = Set.of(); // in the order of the configuration
    private volatile List<NameSet> unwanted = List.of(); // few: each order asks for them

    Map<String, NameSet> byId() {
        return sets;
    }

    /**
     * @param wanted ids of sets that somebody wants, in the order in which they are shown
     */
    void replace(Map<String, NameSet> all, Collection<String> wanted) {
        order = Collections.unmodifiableSet(new LinkedHashSet<>(wanted));
        sets = Collections.unmodifiableMap(new LinkedHashMap<>(all));
        unwanted = all.values().stream().filter(set -> !order.contains(set.id())).toList();
    }

    /** Adds a set, or makes a known one wanted. */
    void add(NameSet set) {
        var all = new LinkedHashMap<>(sets);
        all.put(set.id(), set);
        var wanted = new LinkedHashSet<>(order);
        wanted.add(set.id());
        replace(all, wanted);
    }

    /** A set is not wanted any more. */
    void unwanted(String id, boolean forget) {
        var all = new LinkedHashMap<>(sets);
        if (forget) {
            all.remove(id);
        }
        var wanted = new LinkedHashSet<>(order);
        wanted.remove(id);
        replace(all, wanted);
    }

    /** Sets in the order in which they are shown: unwanted ones without a certificate are not. */
    List<NameSet> inOrder() {
        Map<String, NameSet> all = sets;
        List<NameSet> result = new ArrayList<>();
        order.forEach(id -> Optional.ofNullable(all.get(id)).ifPresent(result::add));
        all.values().stream()
                .filter(set -> !order.contains(set.id()) && set.state().certificate() != null)
                .sorted(Comparator.comparing(NameSet::id))
                .forEach(result::add);
        return result;
    }

    Optional<NameSet> find(String idOrName) {
        NameSet byId = sets.get(idOrName);
        if (byId != null) {
            return Optional.of(byId);
        }
        return inOrder().stream().filter(set -> names(set.state()).contains(idOrName)).findFirst();
    }

    /** One set by id; or by name, all that are wanted for the same names. */
    List<NameSet> findAll(String idOrName) {
        NameSet first = find(idOrName).orElse(null);
        if (first == null) {
            return List.of();
        }
        List<String> names = names(first.state());
        return first.id().equals(idOrName)
                ? List.of(first)
                : inOrder().stream().filter(set -> isFor(names, set.state())).toList();
    }

    /** Ids of wanted sets for the same names with another kind of key. */
    List<String> otherHalves(CertificatePolicy policy) {
        String own = policy.id();
        return sets.values().stream()
                .filter(set -> isFor(policy.names(), set.state()))
                .map(NameSet::id)
                .filter(id -> !id.equals(own))
                .toList();
    }

    private static boolean isFor(List<String> names, SetState state) {
        List<String> own = names(state);
        return own.size() == names.size() && own.containsAll(names);
    }

    /**
     * The newest certificate of an unused set that shares a name with a new one; one with the same
     * kind of key before others, so that two new halves do not replace the same one.
     */
    Optional<StoredCertificate> predecessor(CertificatePolicy policy) {
        return unwanted.stream()
                .map(NameSet::state)
                .filter(state -> state.policy() == null)
                .map(SetTable::certificate)
                .flatMap(Optional::stream)
                .filter(certificate ->
                        !Collections.disjoint(certificate.meta().names(), policy.names()))
                .max(
                        Comparator.comparing((StoredCertificate one) ->
                                        one.meta().keyType().isRsa() == policy.keyType().isRsa())
                                .thenComparing(one -> one.meta().obtainedAt()));
    }

    private static List<String> names(SetState state) {
        CertificatePolicy policy = state.policy();
        return policy == null ? List.of() : policy.names();
    }

    private static Optional<StoredCertificate> certificate(SetState state) {
        @Nullable StoredCertificate certificate = state.certificate();
        return Optional.ofNullable(certificate);
    }
}
