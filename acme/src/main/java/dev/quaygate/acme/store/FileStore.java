package dev.quaygate.acme.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The store in a local directory that belongs to one live process. Files have mode 0600 and
 * directories 0700 from their first byte. Not for network file systems: it relies on POSIX rename,
 * fsync and locks.
 */
public final class FileStore implements CertificateStore {
    private final DurableDirectory files;
    private final @Nullable ProcessLock lock; // null for one that only looks
    private final int keepGenerations;
    private final LocalLeases leases = new LocalLeases();
    private final Watchers watchers = new Watchers();
    private final FileDocuments documents;
    private @Nullable NodeFile node; // both set right after opening, null for a test's disk
    private @Nullable Thread heart;

    private FileStore(DurableDirectory files, @Nullable ProcessLock lock, int keepGenerations) {
        this.files = files;
        this.lock = lock;
        this.keepGenerations = keepGenerations;
        this.documents = new FileDocuments(files, watchers);
    }

    /**
     * Opens a directory, creating it if needed: takes its lock, tightens modes, removes what a dead
     * process left unfinished.
     *
     * @param keepGenerations certificates kept per name set, at least 2
     * @throws StoreProblem if another live process has it, a file belongs to another user, or it
     *     cannot be written
     */
    public static FileStore open(Path root, int keepGenerations) {
        InstantSource clock = InstantSource.system();
        NodeFile.check(root, clock);
        FileStore store = open(root, keepGenerations, new PosixDisk());
        store.node = new NodeFile(store, clock);
        store.heart = store.node.live();
        return store;
    }

    /**
     * Looks at a directory without taking it, also while its process lives. Nothing may be written
     * through it.
     *
     * @throws StoreProblem if there is no such directory
     */
    public static FileStore look(Path root) {
        Path home = root.toAbsolutePath().normalize();
        if (!Files.isDirectory(home)) {
            throw new StoreProblem("QG3027 " + home + " is no directory");
        }
        return new FileStore(new DurableDirectory(home, new ReadOnlyDisk()), null, 2);
    }

    /** Files with a wrong owner, kind or mode, and leftovers of dead processes. */
    public List<StoreFault> fileFaults() {
        try {
            return StartCheck.look(files.root());
        } catch (IOException e) {
            throw FileDocuments.problem("read", files.root(), e);
        }
    }

    static FileStore open(Path root, int keepGenerations, Disk disk) {
        if (keepGenerations < 2) {
            throw new IllegalArgumentException(
                    "keepGenerations: " + keepGenerations + " must be at least 2");
        }
        Path home = root.toAbsolutePath().normalize();
        try {
            var files = new DurableDirectory(home, disk);
            PosixDisk.createDirectories(DurableDirectory.parent(home));
            files.ensure(home.resolve("locks"));
            var lock = ProcessLock.take(home.resolve("locks").resolve("process"));
            var store = new FileStore(files, lock, keepGenerations);
            boolean started = false;
            try {
                store.start();
                started = true;
                return store;
            } finally {
                if (!started) {
                    lock.close();
                }
            }
        } catch (IOException e) {
            throw FileDocuments.problem("open", home, e);
        }
    }

    /** The directory. */
    public Path root() {
        return files.root();
    }

    /** Random name of this installation, made at its first start. */
    String installation() {
        return NodeFile.installation(this);
    }

    @Override
    public int keepGenerations() {
        return keepGenerations;
    }

    @Override
    public boolean isShared() {
        return false;
    }

    @Override
    public synchronized void probe() {
        Path probe = files.root().resolve("probe");
        byte[] content = UUID.randomUUID().toString().getBytes(UTF_8);
        try {
            files.replace(probe, content);
            byte[] back = Files.readAllBytes(probe);
            files.delete(probe);
            if (!Arrays.equals(content, back)) {
                throw new StoreProblem(
                        probe + " reads back different from what was written; check the disk");
            }
        } catch (IOException e) {
            throw FileDocuments.problem("write", probe, e);
        }
    }

    @Override
    public Optional<byte[]> get(String key) {
        return documents.get(key);
    }

    @Override
    public Optional<VersionedDocument> read(String key) {
        return documents
                .get(key)
                .map(value -> new VersionedDocument(value, FileDocuments.version(value)));
    }

    @Override
    public void put(String key, byte[] value) {
        documents.put(key, value);
    }

    @Override
    public boolean put(String key, byte[] value, Version expected) {
        return documents.put(key, value, expected);
    }

    /** It stays until the next start, see {@link #start}. */
    @Override
    public void putFor(Duration life, String key, byte[] value) {
        documents.put(key, value);
    }

    @Override
    public void delete(String key) {
        documents.delete(key);
    }

    @Override
    public List<String> list(String prefix) {
        return documents.list(prefix);
    }

    @Override
    public void append(String key, String line, int keep) {
        documents.append(key, line, keep);
    }

    @Override
    public List<String> lines(String key, int keep) {
        return documents.lines(key, keep);
    }

    @Override
    public List<String> sets() {
        Path home = files.root().resolve("certs");
        if (!Files.isDirectory(home)) {
            return List.of();
        }
        try (Stream<Path> paths = Files.list(home)) {
            return paths.filter(Files::isDirectory)
                    .map(path -> String.valueOf(path.getFileName()))
                    .filter(StoreKeys::isKey)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw FileDocuments.problem("list", home, e);
        }
    }

    @Override
    public StoredSet load(String set) {
        try {
            return generations(set).load(set);
        } catch (IOException e) {
            throw FileDocuments.problem("read", home(set), e);
        }
    }

    @Override
    public int publish(Lease lease, Map<String, byte[]> content) {
        String set = lease.set();
        if (!lease.held()) {
            throw new StoreProblem("the lease of " + set + " was lost; nothing was published");
        }
        try {
            int number = generations(set).publish(content);
            String current = "certs/" + set + "/current";
            watchers.changed(current, documents.get(current).orElseThrow());
            return number;
        } catch (IOException e) {
            throw FileDocuments.problem("publish", home(set), e);
        }
    }

    @Override
    public Optional<Lease> lease(String set) {
        StoreKeys.require(set);
        return leases.take(set);
    }

    @Override
    public Subscription watch(String prefix, StoreWatcher watcher) {
        return watchers.add(prefix, watcher);
    }

    @Override
    public void close() {
        watchers.close();
        if (lock == null) {
            return;
        }
        if (heart != null && node != null) {
            heart.interrupt();
            node.leave();
            heart = null;
        }
        try {
            lock.close();
        } catch (IOException e) {
            throw FileDocuments.problem("unlock", files.root(), e);
        }
    }

    private void start() throws IOException {
        for (Path leftover : StartCheck.run(files.root())) {
            files.deleteTree(leftover);
        }
        for (String set : sets()) {
            generations(set).deleteOrphans();
        }
        NodeFile.create(this);
        // Answers to challenges are of use to no later process.
        for (String key : list("challenges/")) {
            delete(key);
        }
    }

    private Generations generations(String set) {
        return new Generations(files, home(set), keepGenerations);
    }

    private Path home(String set) {
        return documents.path("certs/" + set);
    }
}
