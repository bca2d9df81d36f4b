package dev.quaygate.acme.store;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this node knows of a shared store, on its own disk, for the time when the shared one does
 * not answer. Keeps certificates, accounts, the internal authority, names on demand and ticket
 * keys; a failed write costs the copy only.
 */
final class LocalCopy implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LocalCopy.class);
    private static final List<String> KEPT =
            List.of("acme/", "certs/", "internal/", "ondemand/", "tickets/");

    private final FileStore files;

    LocalCopy(FileStore files) {
        this.files = files;
    }

    Optional<byte[]> get(String key) {
        return files.get(key);
    }

    List<String> list(String prefix) {
        return files.list(prefix);
    }

    StoredSet load(String set) {
        return files.load(set);
    }

    List<String> sets() {
        return files.sets();
    }

    /** Takes over what the shared store holds under a key. */
    void keep(String key, byte[] value) {
        if (isKept(key) && !holds(key, value)) {
            quietly(() -> files.put(key, value));
        }
    }

    /** Takes over that the shared store holds nothing under a key. */
    void forget(String key) {
        if (isKept(key)) {
            quietly(() -> files.delete(key));
        }
    }

    /** Takes over the generations of a set; the pointer last, so that it never leads to nothing. */
    void keepSet(String set, Map<String, byte[]> content) {
        byte[] pointer = content.get("current");
        String home = "certs/" + set + "/";
        if (pointer == null || holds(home + "current", pointer)) {
            return;
        }
        content.forEach((name, value) -> {
            if (!name.equals("current")) {
                keep(home + name, value);
            }
        });
        keep(home + "current", pointer);
    }

    private boolean holds(String key, byte[] value) {
        return files.get(key).filter(old -> Arrays.equals(old, value)).isPresent();
    }

    private static void quietly(Runnable write) {
        try {
            write.run();
        } catch (StoreProblem e) {
            log.warn("store.copy not kept: {}", e.getMessage());
        }
    }

    private static boolean isKept(String key) {
        return KEPT.stream().anyMatch(key::startsWith) && !key.contains("/pending/");
    }

    @Override
    public void close() {
        files.close();
    }
}
