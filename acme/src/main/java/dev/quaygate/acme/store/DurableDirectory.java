package dev.quaygate.acme.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Writes by temporary file, fsync, rename and fsync of the directory, so that a name always leads
 * to whole content.
 */
final class DurableDirectory {
    /**
     * Names with this prefix belong to a write that is not finished; at a start they are leftovers.
     */
    static final String TEMPORARY = ".tmp-";

    private final Path root;
    private final Disk disk;
    private final AtomicLong counter = new AtomicLong();

    DurableDirectory(Path root, Disk disk) {
        this.root = root;
        this.disk = disk;
    }

    Path root() {
        return root;
    }

    Path temporaryIn(Path directory) {
        return directory.resolve(TEMPORARY + counter.incrementAndGet());
    }

    void replace(Path file, byte[] content) throws IOException {
        Path directory = parent(file);
        ensure(directory);
        Path temporary = temporaryIn(directory);
        try {
            disk.writeNew(temporary, content);
            disk.rename(temporary, file);
        } catch (IOException e) {
            discard(temporary, e);
            throw e;
        }
        disk.syncDirectory(directory);
    }

    void append(Path file, byte[] content) throws IOException {
        Path directory = parent(file);
        ensure(directory);
        boolean created = !Files.exists(file);
        disk.append(file, content);
        if (created) {
            disk.syncDirectory(directory);
        }
    }

    /**
     * Creates a directory and its missing parents up to the root, each durable in its own parent.
     */
    void ensure(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        if (!directory.equals(root)) {
            ensure(parent(directory));
        }
        try {
            disk.createDirectory(directory);
        } catch (java.nio.file.FileAlreadyExistsException e) {
            return; // another thread was faster
        }
        disk.syncDirectory(parent(directory));
    }

    void writeNew(Path file, byte[] content) throws IOException {
        disk.writeNew(file, content);
    }

    void rename(Path from, Path to) throws IOException {
        disk.rename(from, to);
        disk.syncDirectory(parent(to));
    }

    void sync(Path directory) throws IOException {
        disk.syncDirectory(directory);
    }

    /** Returns whether there was anything to delete. */
    boolean delete(Path file) throws IOException {
        if (!Files.exists(file)) {
            return false;
        }
        disk.delete(file);
        disk.syncDirectory(parent(file));
        return true;
    }

    void deleteTree(Path tree) throws IOException {
        List<Path> deepestFirst;
        try (Stream<Path> paths = Files.walk(tree)) {
            deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
        } catch (NoSuchFileException e) {
            return;
        }
        for (Path path : deepestFirst) {
            disk.delete(path);
        }
    }

    private void discard(Path temporary, IOException cause) {
        try {
            disk.delete(temporary);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    static Path parent(Path path) {
        Path parent = path.getParent();
        if (parent == null) {
            throw new IllegalArgumentException(path + " has no parent directory");
        }
        return parent;
    }
}
