package dev.quaygate.acme.store;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A disk that is full, broken or read-only for as long as a test wants. */
public final class FaultyDisk implements Disk {
    /** What is wrong with it. */
    public enum State {
        WELL,
        /** Half of each file still fits (ENOSPC). */
        FULL,
        /** Nothing reaches the device (EIO at fsync). */
        BROKEN,
        READ_ONLY
    }

    private final PosixDisk disk = new PosixDisk();
    private volatile State state = State.WELL;

    public FileStore open(Path root) {
        return FileStore.open(root, 3, this);
    }

    public void become(State state) {
        this.state = state;
    }

    @Override
    public void createDirectory(Path directory) throws IOException {
        refuse(directory);
        Files.createDirectory(directory);
    }

    @Override
    public void writeNew(Path file, byte[] content) throws IOException {
        if (state == State.FULL || state == State.BROKEN) {
            // Something of it is there all the same.
            Files.write(file, state == State.FULL ? new byte[content.length / 2] : content);
        }
        refuse(file);
        disk.writeNew(file, content);
    }

    @Override
    public void append(Path file, byte[] content) throws IOException {
        refuse(file);
        disk.append(file, content);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        if (state == State.READ_ONLY) {
            throw new FileSystemException(from.toString(), null, "Read-only file system");
        }
        disk.rename(from, to);
    }

    @Override
    public void delete(Path fileOrEmptyDirectory) throws IOException {
        if (state == State.READ_ONLY) {
            throw new FileSystemException(
                    fileOrEmptyDirectory.toString(), null, "Read-only file system");
        }
        disk.delete(fileOrEmptyDirectory);
    }

    @Override
    public void syncDirectory(Path directory) throws IOException {
        if (state == State.BROKEN) {
            throw new IOException("Input/output error");
        }
    }

    private void refuse(Path path) throws IOException {
        switch (state) {
            case WELL -> {}
            case FULL ->
                    throw new FileSystemException(path.toString(), null, "No space left on device");
            case BROKEN -> throw new IOException("Input/output error");
            case READ_ONLY ->
                    throw new FileSystemException(path.toString(), null, "Read-only file system");
        }
    }
}
