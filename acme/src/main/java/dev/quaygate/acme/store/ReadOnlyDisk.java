package dev.quaygate.acme.store;

import java.io.IOException;
import java.nio.file.Path;

/** Refuses every change: for somebody who looks at a directory that belongs to another process. */
final class ReadOnlyDisk implements Disk {
    @Override
    public void createDirectory(Path directory) throws IOException {
        throw refused(directory);
    }

    @Override
    public void writeNew(Path file, byte[] content) throws IOException {
        throw refused(file);
    }

    @Override
    public void append(Path file, byte[] content) throws IOException {
        throw refused(file);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        throw refused(to);
    }

    @Override
    public void delete(Path fileOrEmptyDirectory) throws IOException {
        throw refused(fileOrEmptyDirectory);
    }

    @Override
    public void syncDirectory(Path directory) throws IOException {
        throw refused(directory);
    }

    private static IOException refused(Path path) {
        return new IOException(path + " is open for reading only");
    }
}
