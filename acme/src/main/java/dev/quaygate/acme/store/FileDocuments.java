package dev.quaygate.acme.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Single documents and line logs as files below a root. Any thread; blocks. */
final class FileDocuments {
    private final DurableDirectory files;
    private final Watchers watchers;
    private final Map<String, Object> monitors = new ConcurrentHashMap<>();

    FileDocuments(DurableDirectory files, Watchers watchers) {
        this.files = files;
        this.watchers = watchers;
    }

    Path path(String key) {
        return files.root().resolve(StoreKeys.require(key));
    }

    Optional<byte[]> get(String key) {
        Path file = path(key);
        try {
            return Optional.ofNullable(bytes(file));
        } catch (IOException e) {
            throw problem("read", file, e);
        }
    }

    void put(String key, byte[] value) {
        Path file = path(key);
        synchronized (monitor(key)) {
            try {
                write(key, file, value);
            } catch (IOException e) {
                throw problem("write", file, e);
            }
        }
    }

    boolean put(String key, byte[] value, Version expected) {
        Path file = path(key);
        synchronized (monitor(key)) {
            try {
                if (!version(bytes(file)).equals(expected)) {
                    return false;
                }
                write(key, file, value);
                return true;
            } catch (IOException e) {
                throw problem("write", file, e);
            }
        }
    }

    void delete(String key) {
        Path file = path(key);
        synchronized (monitor(key)) {
            try {
                if (files.delete(file)) {
                    watchers.changed(key, null);
                }
            } catch (IOException e) {
                throw problem("delete", file, e);
            }
        }
    }

    List<String> list(String prefix) {
        Path directory = path(StoreKeys.requirePrefix(prefix).substring(0, prefix.length() - 1));
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

    void append(String key, String line, int keep) {
        Path file = path(key);
        synchronized (monitor(key)) {
            try {
                new LineLog(files, file).append(line, keep);
            } catch (IOException e) {
                throw problem("write", file, e);
            }
        }
    }

    List<String> lines(String key, int keep) {
        Path file = path(key);
        try {
            return new LineLog(files, file).newest(keep);
        } catch (IOException e) {
            throw problem("read", file, e);
        }
    }

    /**
     * A file has no number that grows with each write; what it holds tells states apart well
     * enough, since a state that came back is the same state.
     */
    static Version version(byte @Nullable [] value) {
        return value == null ? Version.ABSENT : new Version(CurrentFile.hash(value));
    }

    static StoreProblem problem(String verb, Path path, IOException e) {
        String detail = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return new StoreProblem("QG3027 cannot " + verb + " " + path + ": " + detail, e);
    }

    private void write(String key, Path file, byte[] value) throws IOException {
        if (value.length > CertificateStore.LARGEST_VALUE) {
            throw new IllegalArgumentException(
                    key + ": " + value.length + " bytes are too many for a document");
        }
        files.replace(file, value);
        watchers.changed(key, value);
    }

    private static byte @Nullable [] bytes(Path file) throws IOException {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    private Object monitor(String key) {
        return monitors.computeIfAbsent(key, _ -> new Object());
    }
}
