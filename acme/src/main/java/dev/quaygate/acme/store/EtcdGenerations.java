package dev.quaygate.acme.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Generations of one set in etcd: written in one transaction, read at one revision. */
final class EtcdGenerations {
    private static final int TRIES = 3;

    private final EtcdClient client;
    private final EtcdKeys keys;
    private final EtcdDocuments documents;
    private final int keep;

    EtcdGenerations(EtcdClient client, EtcdKeys keys, EtcdDocuments documents, int keep) {
        this.client = client;
        this.keys = keys;
        this.documents = documents;
        this.keep = keep;
    }

    /** All documents of a set, keys without {@code certs/SET/}. */
    record Content(Map<String, byte[]> files, long currentRevision) {
        /** Numbers of generations of which anything is there. */
        TreeSet<Integer> numbers() {
            var numbers = new TreeSet<Integer>();
            for (String name : files.keySet()) {
                int slash = name.indexOf('/');
                if (slash > 0 && name.substring(0, slash).matches("[1-9][0-9]{0,8}")) {
                    numbers.add(Integer.valueOf(name.substring(0, slash)));
                }
            }
            return numbers;
        }
    }

    Content content(String set) {
        String prefix = "certs/" + set + "/";
        var files = new TreeMap<String, byte[]>();
        long revision = 0;
        for (JsonObject pair : documents.range(prefix, false).objects("kvs")) {
            String name = keys.from(pair).substring(prefix.length());
            files.put(name, EtcdKeys.value(pair));
            if (name.equals("current")) {
                revision = EtcdKeys.number(pair, "mod_revision");
            }
        }
        return new Content(files, revision);
    }

    static StoredSet read(String set, Content content) {
        List<String> damage = new ArrayList<>();
        byte[] pointer = content.files().get("current");
        if (pointer != null) {
            try {
                return new StoredSet(
                        referenced(set, CurrentFile.parse(pointer), content, damage), damage);
            } catch (DamagedDocument e) {
                damage.add("certs/" + set + "/current is damaged: " + e.getMessage());
            }
        }
        List<StoredGeneration> found = new ArrayList<>();
        for (int number : content.numbers().descendingSet()) {
            found.add(new StoredGeneration(set, number, files(content, number)));
        }
        if (!found.isEmpty() && damage.isEmpty()) {
            damage.add("certs/" + set + "/current is missing");
        }
        return new StoredSet(found, damage);
    }

    /**
     * Publishes under a lease, or says why not.
     *
     * @return number of the generation
     */
    int publish(Lease lease, Map<String, byte[]> files) {
        String set = lease.set();
        for (int attempt = 0; attempt < TRIES; attempt++) {
            if (!lease.held()) {
                throw EtcdDocuments.lost(set);
            }
            Content before = content(set);
            var numbers = before.numbers();
            int number = numbers.isEmpty() ? 1 : numbers.last() + 1;
            CurrentFile pointer = CurrentFile.after(pointer(before), number, files, keep);
            if (write(lease, before, pointer, files)) {
                return number;
            }
        }
        throw EtcdDocuments.lost(set);
    }

    private boolean write(
            Lease lease, Content before, CurrentFile pointer, Map<String, byte[]> files) {
        String home = "certs/" + lease.set() + "/";
        int number = pointer.generation();
        var transaction =
                new EtcdTransaction(keys)
                        .ifCreatedAt(EtcdLeases.lockKey(lease.set()), lease.token())
                        .ifChangedAt(home + "current", before.currentRevision());
        files.forEach((name, bytes) -> transaction.put(home + number + "/" + name, bytes, null));
        transaction.put(home + "current", pointer.toBytes(), null);
        for (int older : before.numbers()) {
            if (older <= number - keep) {
                transaction.deleteBelow(home + older + "/");
            }
        }
        try {
            return EtcdTransaction.succeeded(client.once("/v3/kv/txn", transaction.body()));
        } catch (StoreUnreachable e) {
            // It may have been carried out before the answer was lost.
            byte[] now = content(lease.set()).files().get("current");
            if (now != null && Arrays.equals(now, pointer.toBytes())) {
                return true;
            }
            throw e;
        }
    }

    private static CurrentFile pointer(Content content) {
        byte[] pointer = content.files().get("current");
        try {
            return pointer == null ? CurrentFile.NONE : CurrentFile.parse(pointer);
        } catch (DamagedDocument e) {
            return CurrentFile.NONE;
        }
    }

    private static List<StoredGeneration> referenced(
            String set, CurrentFile current, Content content, List<String> damage) {
        List<StoredGeneration> whole = new ArrayList<>();
        List<Integer> newestFirst = new ArrayList<>(current.hashes().keySet());
        newestFirst.sort(Comparator.reverseOrder());
        for (int number : newestFirst) {
            Map<String, String> hashes = current.hashes().getOrDefault(number, Map.of());
            var files = new TreeMap<String, byte[]>();
            hashes.forEach((name, hash) -> {
                byte[] bytes = content.files().get(number + "/" + name);
                String key = "certs/" + set + "/" + number + "/" + name;
                if (bytes == null) {
                    damage.add(key + " is missing");
                } else if (CurrentFile.hash(bytes).equals(hash)) {
                    files.put(name, bytes);
                } else {
                    damage.add(key + " does not have the content that was written");
                }
            });
            if (files.size() == hashes.size() && number <= current.generation()) {
                whole.add(new StoredGeneration(set, number, files));
            }
        }
        return whole;
    }

    private static Map<String, byte[]> files(Content content, int number) {
        var files = new TreeMap<String, byte[]>();
        String start = number + "/";
        content.files()
                .forEach((name, bytes) -> {
                    if (name.startsWith(start)) {
                        files.put(name.substring(start.length()), bytes);
                    }
                });
        return files;
    }
}
