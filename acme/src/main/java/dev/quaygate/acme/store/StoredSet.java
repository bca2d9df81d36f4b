package dev.quaygate.acme.store;

import java.util.List;

/**
 * What the store holds for a name set.
 *
 * @param whole undamaged generations, the one to serve first, then older ones; empty if nothing was
 *     published
 * @param damage what was found broken while reading, one sentence each; empty in the normal case
 */
public record StoredSet(List<StoredGeneration> whole, List<String> damage) {
    public StoredSet {
        whole = List.copyOf(whole);
        damage = List.copyOf(damage);
    }
}
