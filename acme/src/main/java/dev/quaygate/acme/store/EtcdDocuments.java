package dev.quaygate.acme.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Single documents in etcd. Writes of a set whose lease is open here carry its token. */
final class EtcdDocuments {
    private static final int TRIES = 20;

    /** A log stays far below the limit of a value. */
    private static final int LONGEST_LOG = 256 * 1024;

    private final EtcdClient client;
    private final EtcdKeys keys;
    private final EtcdLeases leases;

    EtcdDocuments(EtcdClient client, EtcdKeys keys, EtcdLeases leases) {
        this.client = client;
        this.keys = keys;
        this.leases = leases;
    }

    Optional<VersionedDocument> read(String key) {
        var body = new JsonObject().put("key", keys.of(StoreKeys.require(key)));
        List<JsonObject> found = client.call("/v3/kv/range", body).objects("kvs");
        return found.stream()
                .findFirst()
                .map(pair -> new VersionedDocument(EtcdKeys.value(pair), version(pair)));
    }

    /** Everything whose key starts with a prefix, at one revision. */
    JsonObject range(String prefix, boolean keysOnly) {
        var body =
                new JsonObject()
                        .put("key", keys.of(StoreKeys.requirePrefix(prefix)))
                        .put("range_end", keys.endOf(prefix))
                        .put("keys_only", keysOnly ? Boolean.TRUE : null);
        return client.call("/v3/kv/range", body);
    }

    List<String> list(String prefix) {
        return range(prefix, true).objects("kvs").stream().map(keys::from).sorted().toList();
    }

    void put(String key, byte[] value) {
        write(key, value, null);
    }

    /** Puts a document that goes with a lease of etcd. */
    void putUnder(String lease, String key, byte[] value) {
        write(key, value, lease);
    }

    void delete(String key) {
        write(key, new EtcdTransaction(keys).delete(StoreKeys.require(key)));
    }

    boolean put(String key, byte[] value, Version expected) {
        requireSize(key, value);
        long revision = expected.text().isEmpty() ? 0 : Long.parseLong(expected.text());
        var transaction =
                guarded(key, new EtcdTransaction(keys))
                        .ifChangedAt(StoreKeys.require(key), revision)
                        .put(key, value, null);
        try {
            return EtcdTransaction.succeeded(client.once("/v3/kv/txn", transaction.body()));
        } catch (StoreUnreachable e) {
            // It may have been carried out before the answer was lost.
            boolean ours =
                    read(key)
                            .filter(now -> Arrays.equals(now.value(), value))
                            .filter(now -> !now.version().equals(expected))
                            .isPresent();
            if (ours) {
                return true;
            }
            throw e;
        }
    }

    void append(String key, String line, int keep) {
        for (int attempt = 0; attempt < TRIES; attempt++) {
            Optional<VersionedDocument> before = read(key);
            Version version = before.map(VersionedDocument::version).orElse(Version.ABSENT);
            List<String> lines = new ArrayList<>(lines(before));
            lines.add(line);
            if (put(key, newest(lines, keep), version)) {
                return;
            }
        }
        throw new StoreProblem("QG6001 " + key + " is written by too many nodes at once");
    }

    List<String> lines(String key, int keep) {
        List<String> all = lines(read(key));
        return List.copyOf(all.subList(Math.max(0, all.size() - keep), all.size()));
    }

    private void write(String key, byte[] value, @Nullable String lease) {
        requireSize(key, value);
        write(key, new EtcdTransaction(keys).put(StoreKeys.require(key), value, lease));
    }

    private void write(String key, EtcdTransaction transaction) {
        JsonObject answer = client.call("/v3/kv/txn", guarded(key, transaction).body());
        if (!EtcdTransaction.succeeded(answer)) {
            throw lost(StoreKeys.setOf(key));
        }
    }

    private EtcdTransaction guarded(String key, EtcdTransaction transaction) {
        String set = StoreKeys.setOf(key);
        long token = leases.guard(set);
        return token == 0 ? transaction : transaction.ifCreatedAt(EtcdLeases.lockKey(set), token);
    }

    static StoreProblem lost(String set) {
        return new StoreProblem(
                "QG6002 the lease of " + set + " was lost; nothing was written for it");
    }

    private static void requireSize(String key, byte[] value) {
        if (value.length > CertificateStore.LARGEST_VALUE) {
            throw new IllegalArgumentException(
                    key + ": " + value.length + " bytes are too many for a document");
        }
    }

    private static byte[] newest(List<String> lines, int keep) {
        int from = Math.max(0, lines.size() - keep);
        int bytes = 0;
        for (int i = lines.size() - 1; i >= from; i--) {
            bytes += lines.get(i).getBytes(UTF_8).length + 1;
            if (bytes > LONGEST_LOG) {
                from = i + 1;
            }
        }
        return String.join("\n", lines.subList(from, lines.size())).getBytes(UTF_8);
    }

    private static List<String> lines(Optional<VersionedDocument> document) {
        return document.map(found -> new String(found.value(), UTF_8).lines().toList())
                .orElse(List.of());
    }

    private static Version version(JsonObject pair) {
        return new Version(pair.text("mod_revision"));
    }
}
