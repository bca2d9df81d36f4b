package dev.quaygate.acme.store;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The file-system calls that change something. A test's disk stops at any of them, as a power cut
 * would.
 */
interface Disk {
    /** Creates one directory with mode 0700; its parent exists. */
    void createDirectory(Path directory) throws IOException;

    /**
     * Creates a file with mode 0600 that must not exist yet, writes it and forces it to the device.
     */
    void writeNew(Path file, byte[] content) throws IOException;

    /**
     * Adds to the end of a file, which is created with mode 0600 if it is missing, and forces it to
     * the device.
     */
    void append(Path file, byte[] content) throws IOException;

    /** Renames within one file system, replacing the target file at once. */
    void rename(Path from, Path to) throws IOException;

    void delete(Path fileOrEmptyDirectory) throws IOException;

    /** Makes names created, renamed or deleted in a directory durable. */
    void syncDirectory(Path directory) throws IOException;
}
