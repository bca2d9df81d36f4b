package dev.quaygate.acme.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The store in a local directory that belongs to one live process. Files have mode 0600 and
 * directories 0700 from their first byte. Not for network file systems: it relies on POSIX rename,
 * fsync and locks.
 */
public final class FileStore implements CertificateStore {
    private static final Pattern KEY =
            Pattern.compile("[A-Za-z0-9_@-][A-Za-z0-9._@-]*(/[A-Za-z0-9_@-][A-Za-z0-9._@-]*)*");

    private final DurableDirectory files;
    private final ProcessLock lock;
    private final int keepGenerations;
    private final LocalLeases leases = new LocalLeases();
    private final Map<String, Object> monitors = new ConcurrentHashMap<>();

    private FileStore(DurableDirectory files, ProcessLock lock, int keepGenerations) {
        this.files = files;
        this.lock = lock;
        this.keepGenerations = keepGenerations;
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
        return open(root, keepGenerations, new PosixDisk());
    }

    static FileStore open(Path root, int keepGenerations, Disk disk) {
        if (keepGenerations < 2) {
            throw new IllegalArgumentException(
                    "keepGenerations: " + keepGenerations + " must be at least 2");
        }
        Path home = root.toAbsolutePath().normalize();
        try {
            var files = new DurableDirectory(home, disk);
            Files.createDirectories(DurableDirectory.parent(home));
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
            throw problem("open", home, e);
        }
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
            throw problem("write", probe, e);
        }
    }

    @Override
    public Optional<byte[]> get(String key) {
        Path file = path(key);
        try {
            return Optional.of(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw problem("read", file, e);
        }
    }

    @Override
    public void put(String key, byte[] value) {
        Path file = path(key);
        try {
            files.replace(file, value);
        } catch (IOException e) {
            throw problem("write", file, e);
        }
    }

    @Override
    public void delete(String key) {
        Path file = path(key);
        try {
            files.delete(file);
        } catch (IOException e) {
            throw problem("delete", file, e);
        }
    }

    @Override
    public List<String> list(String prefix) {
        Path directory = path(prefix.substring(0, prefix.length() - 1));
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> paths = Files.walk(directory)) {
            return paths.filter(Files::isRegularFile)
                    .map(file -> files.root().relativize(file).toString())
                    .filter(key -> !key.contains("/" + DurableDirectory.TEMPORARY))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw problem("list", directory, e);
        }
    }

    @Override
    public void append(String key, String line, int keep) {
        Path file = path(key);
        synchronized (monitor(key)) {
            try {
                new LineLog(files, file).append(line, keep);
            } catch (IOException e) {
                throw problem("write", file, e);
            }
        }
    }

    @Override
    public List<String> lines(String key, int keep) {
        Path file = path(key);
        try {
            return new LineLog(files, file).newest(keep);
        } catch (IOException e) {
            throw problem("read", file, e);
        }
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
                    .filter(name -> KEY.matcher(name).matches())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw problem("list", home, e);
        }
    }

    @Override
    public StoredSet load(String set) {
        try {
            return generations(set).load(set);
        } catch (IOException e) {
            throw problem("read", path("certs/" + set), e);
        }
    }

    @Override
    public int publish(Lease lease, Map<String, byte[]> content) {
        String set = lease.set();
        if (!lease.held()) {
            throw new StoreProblem("the lease of " + set + " was lost; nothing was published");
        }
        try {
            return generations(set).publish(content);
        } catch (IOException e) {
            throw problem("publish", path("certs/" + set), e);
        }
    }

    @Override
    public Optional<Lease> lease(String set) {
        return leases.take(set);
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw problem("unlock", files.root(), e);
        }
    }

    private void start() throws IOException {
        for (Path leftover : StartCheck.run(files.root())) {
            files.deleteTree(leftover);
        }
        for (String set : sets()) {
            generations(set).deleteOrphans();
        }
        if (get("node.json").isEmpty()) {
            put(
                    "node.json",
                    new JsonObject().put("installation", UUID.randomUUID().toString()).toBytes());
        }
    }

    private Generations generations(String set) {
        return new Generations(files, path("certs/" + set), keepGenerations);
    }

    private Object monitor(String key) {
        return monitors.computeIfAbsent(key, _ -> new Object());
    }

    private Path path(String key) {
        if (!KEY.matcher(key).matches()) {
            throw new IllegalArgumentException("'" + key + "' is not a store key");
        }
        return files.root().resolve(key);
    }

    private static StoreProblem problem(String verb, Path path, IOException e) {
        String detail = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return new StoreProblem("QG3027 cannot " + verb + " " + path + ": " + detail, e);
    }
}
