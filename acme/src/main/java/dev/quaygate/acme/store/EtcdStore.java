package dev.quaygate.acme.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The store that several machines share, in etcd 3.4 or newer through its JSON gateway. While etcd
 * does not answer, reads come from a local copy, and writes, leases and the probe throw {@link
 * StoreUnreachable}. It heals by itself.
 */
public final class EtcdStore implements CertificateStore {
    /** etcd's lease for documents with an end is no shorter than this. */
    private static final Duration SHORTEST_LIFE = Duration.ofMinutes(1);

    private final EtcdClient client;
    private final EtcdKeys keys;
    private final EtcdLeases leases;
    private final EtcdDocuments documents;
    private final EtcdGenerations generations;
    private final LocalCopy copy;
    private final String node;
    private final int keepGenerations;
    private final ReentrantLock probing = new ReentrantLock();

    private EtcdStore(EtcdSettings settings, FileStore files, String node, int keepGenerations) {
        this.client = new EtcdClient(settings);
        this.keys = new EtcdKeys(settings.prefix());
        this.leases = new EtcdLeases(client, keys, node, settings.leaseTtl());
        this.documents = new EtcdDocuments(client, keys, leases);
        this.generations = new EtcdGenerations(client, keys, documents, keepGenerations);
        this.copy = new LocalCopy(files);
        this.node = node;
        this.keepGenerations = keepGenerations;
    }

    /**
     * Opens the shared store. That etcd does not answer is no reason not to start.
     *
     * @param local directory of the local copy; belongs to this process alone
     * @param host name of this machine for a person who looks at a lock; letters, digits, {@code
     *     .}, {@code _}, {@code -}
     * @throws StoreProblem if the local directory cannot be used, or if etcd does not let us in and
     *     the local copy has nothing to serve meanwhile
     */
    public static EtcdStore open(
            EtcdSettings settings, Path local, String host, int keepGenerations) {
        StoreKeys.require(host);
        FileStore files = FileStore.open(local, keepGenerations);
        String node = host + "-" + files.installation().substring(0, 8);
        var store = new EtcdStore(settings, files, node, keepGenerations);
        boolean opened = false;
        try {
            store.documents.read("probe/" + node);
            opened = true;
        } catch (StoreUnreachable e) {
            if (e.isRefusal() && store.copy.sets().isEmpty()) {
                throw e;
            }
            opened = true; // logged; it is tried again with each request
        } finally {
            if (!opened) {
                store.close();
            }
        }
        return store;
    }

    @Override
    public int keepGenerations() {
        return keepGenerations;
    }

    @Override
    public boolean isShared() {
        return true;
    }

    /** Whether the last request was not answered. */
    public boolean isDown() {
        return client.isDown();
    }

    @Override
    public void probe() {
        // The sets of a node probe at the same time, and would read what another has written.
        probing.lock();
        try {
            probeAlone();
        } finally {
            probing.unlock();
        }
    }

    private void probeAlone() {
        String key = "probe/" + node;
        byte[] content = UUID.randomUUID().toString().getBytes(UTF_8);
        documents.put(key, content);
        Optional<VersionedDocument> back = documents.read(key);
        documents.delete(key);
        if (back.isEmpty() || !Arrays.equals(back.get().value(), content)) {
            throw new StoreProblem(
                    "QG6001 etcd gives back something else than was written under "
                            + keys.prefix()
                            + "/"
                            + key
                            + "; two nodes have the name "
                            + node);
        }
    }

    @Override
    public Optional<byte[]> get(String key) {
        try {
            Optional<byte[]> found = documents.read(key).map(VersionedDocument::value);
            found.ifPresentOrElse(value -> copy.keep(key, value), () -> copy.forget(key));
            return found;
        } catch (StoreUnreachable e) {
            return copy.get(key);
        }
    }

    /** Never from the copy: its states are not those of the shared store. */
    @Override
    public Optional<VersionedDocument> read(String key) {
        Optional<VersionedDocument> found = documents.read(key);
        found.ifPresentOrElse(one -> copy.keep(key, one.value()), () -> copy.forget(key));
        return found;
    }

    @Override
    public void put(String key, byte[] value) {
        documents.put(key, value);
        copy.keep(key, value);
    }

    @Override
    public boolean put(String key, byte[] value, Version expected) {
        boolean written = documents.put(key, value, expected);
        if (written) {
            copy.keep(key, value);
        }
        return written;
    }

    @Override
    public void putFor(Duration life, String key, byte[] value) {
        long seconds = Math.max(life.toSeconds(), SHORTEST_LIFE.toSeconds());
        JsonObject lease = client.call("/v3/lease/grant", new JsonObject().put("TTL", seconds));
        documents.putUnder(lease.text("ID"), key, value);
    }

    @Override
    public void delete(String key) {
        documents.delete(key);
        copy.forget(key);
    }

    @Override
    public List<String> list(String prefix) {
        try {
            return documents.list(prefix);
        } catch (StoreUnreachable e) {
            return copy.list(prefix);
        }
    }

    @Override
    public void append(String key, String line, int keep) {
        documents.append(key, line, keep);
    }

    @Override
    public List<String> lines(String key, int keep) {
        try {
            return documents.lines(key, keep);
        } catch (StoreUnreachable e) {
            return List.of();
        }
    }

    @Override
    public List<String> sets() {
        try {
            return documents.list("certs/").stream()
                    .map(StoreKeys::setOf)
                    .filter(set -> !set.isEmpty())
                    .distinct()
                    .toList();
        } catch (StoreUnreachable e) {
            return copy.sets();
        }
    }

    @Override
    public StoredSet load(String set) {
        try {
            EtcdGenerations.Content content = generations.content(set);
            copy.keepSet(set, content.files());
            return EtcdGenerations.read(set, content);
        } catch (StoreUnreachable e) {
            return copy.load(set);
        }
    }

    @Override
    public int publish(Lease lease, Map<String, byte[]> files) {
        int number = generations.publish(lease, files);
        load(lease.set()); // for the copy
        return number;
    }

    @Override
    public Optional<Lease> lease(String set) {
        return leases.take(StoreKeys.require(set));
    }

    @Override
    public Subscription watch(String prefix, StoreWatcher watcher) {
        return new EtcdWatch(client, keys, documents, prefix, watcher).start();
    }

    /** Gives leases back; what watches is to be closed before. */
    @Override
    public void close() {
        leases.close();
        client.close();
        copy.close();
    }
}
