package dev.quaygate.acme.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A store as one tar archive, for a back-up or a move to another machine or another kind of store.
 * It holds private keys: whoever writes it to a file gives that file mode 0600.
 *
 * @param documents value by key
 */
public record StoreArchive(Map<String, byte[]> documents) {
    /**
     * What belongs to one node or one moment is left out. So are keys of session tickets: a copy
     * that lies around would outlive their rotation.
     */
    private static final List<String> PARTS =
            List.of("acme/", "backoff/", "certs/", "events/", "internal/", "ledger/", "ondemand/");

    public StoreArchive {
        documents = new TreeMap<>(documents);
    }

    /** Reads everything that is worth keeping. */
    public static StoreArchive of(CertificateStore store) {
        var documents = new TreeMap<String, byte[]>();
        for (String part : PARTS) {
            for (String key : store.list(part)) {
                store.get(key).ifPresent(value -> documents.put(key, value));
            }
        }
        return new StoreArchive(documents);
    }

    /**
     * Reads an archive.
     *
     * @throws DamagedDocument if it is torn or no archive of a store
     */
    public static StoreArchive read(InputStream in) throws IOException {
        Map<String, byte[]> files = TarFile.read(in);
        for (String key : files.keySet()) {
            if (!StoreKeys.isKey(key) || PARTS.stream().noneMatch(key::startsWith)) {
                throw new DamagedDocument("'" + key + "' does not belong into a store");
            }
        }
        return new StoreArchive(files);
    }

    /** Writes it; equal stores give equal bytes. */
    public void write(OutputStream out) throws IOException {
        TarFile.write(new TreeMap<>(documents), out);
    }

    /** Name sets of which it holds anything. */
    public List<String> sets() {
        var sets = new TreeSet<String>();
        for (String key : documents.keySet()) {
            if (key.startsWith("certs/")) {
                sets.add(StoreKeys.setOf(key));
            }
        }
        return List.copyOf(sets);
    }

    /** Generations of a set, checked against their hashes as those of a store are. */
    public StoredSet load(String set) {
        var files = new TreeMap<String, byte[]>();
        String home = "certs/" + set + "/";
        documents.forEach((key, value) -> {
            if (key.startsWith(home)) {
                files.put(key.substring(home.length()), value);
            }
        });
        return EtcdGenerations.read(set, new EtcdGenerations.Content(files, 0));
    }
}
