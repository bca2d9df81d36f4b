package dev.quaygate.app;

import dev.quaygate.acme.client.CertifiedKey;
import dev.quaygate.acme.issue.Placeholder;
import dev.quaygate.proxy.tls.CertificateCatalog;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Self-signed certificates for configured names that never had a real one, so that a browser meets
 * a warning instead of a broken connection. A name is covered once and for all: after a real
 * certificate there is no way back to a placeholder. Safe for any thread.
 */
final class Placeholders {
    private static final String PREFIX = "placeholder ";

    private final CertificateCatalog catalog;
    private final InstantSource clock;

    /** Names of real certificates by their id. */
    private final Map<String, Set<String>> covered = new HashMap<>();

    private final Map<String, CertifiedKey> keys = new HashMap<>();
    private final Map<String, List<String>> wanted = new LinkedHashMap<>();

    Placeholders(CertificateCatalog catalog, InstantSource clock) {
        this.catalog = catalog;
        this.clock = clock;
    }

    /** Makes these the sets that may get a placeholder: names by id of the set. */
    synchronized void configure(Map<String, List<String>> sets) {
        Set<String> gone = new HashSet<>(wanted.keySet());
        gone.removeAll(sets.keySet());
        gone.forEach(id -> {
            keys.remove(id);
            catalog.withdraw(PREFIX + id);
        });
        wanted.clear();
        wanted.putAll(sets);
        wanted.keySet().forEach(this::refresh);
    }

    /** A real certificate for these names is served from now on. */
    synchronized void cover(String id, Collection<String> names) {
        covered.put(id, Set.copyOf(names));
        List.copyOf(keys.keySet()).forEach(this::refresh);
    }

    /** Names that have a placeholder now. */
    synchronized List<String> names() {
        return keys.keySet().stream().flatMap(id -> missing(id).stream()).distinct().toList();
    }

    private void refresh(String id) {
        List<String> missing = missing(id);
        if (missing.isEmpty()) {
            keys.remove(id);
            catalog.withdraw(PREFIX + id);
            return;
        }
        CertifiedKey key =
                keys.computeIfAbsent(id, _ -> Placeholder.of(wanted(id), clock.instant()));
        catalog.publishStandIn(PREFIX + id, missing, key.chain(), key.privateKey());
    }

    private List<String> missing(String id) {
        return wanted(id).stream().filter(name -> !isCovered(name)).toList();
    }

    private List<String> wanted(String id) {
        return wanted.getOrDefault(id, List.of());
    }

    private boolean isCovered(String name) {
        int dot = name.indexOf('.');
        String wildcard = dot < 0 ? name : "*" + name.substring(dot);
        return covered.values().stream()
                .anyMatch(names -> names.contains(name) || names.contains(wildcard));
    }
}
