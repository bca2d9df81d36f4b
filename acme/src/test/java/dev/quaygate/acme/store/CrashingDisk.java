package dev.quaygate.acme.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/** A disk whose process dies before, in the middle of or after any call that changes something. */
public final class CrashingDisk implements Disk {
    private final PosixDisk disk = new PosixDisk();
    private final KillPoints points;

    private CrashingDisk(KillPoints points) {
        this.points = points;
    }

    public static FileStore open(Path root, KillPoints points) {
        return FileStore.open(root, 3, new CrashingDisk(points));
    }

    @Override
    public void createDirectory(Path directory) throws IOException {
        points.pass();
        disk.createDirectory(directory);
        points.pass();
    }

    @Override
    public void writeNew(Path file, byte[] content) throws IOException {
        points.pass();
        boolean torn = points.isNext();
        disk.writeNew(file, torn ? Arrays.copyOf(content, content.length / 2) : content);
        points.pass();
        points.pass();
    }

    @Override
    public void append(Path file, byte[] content) throws IOException {
        points.pass();
        boolean torn = points.isNext();
        disk.append(file, torn ? Arrays.copyOf(content, content.length / 2) : content);
        points.pass();
        points.pass();
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        points.pass();
        disk.rename(from, to);
        points.pass();
    }

    @Override
    public void delete(Path fileOrEmptyDirectory) throws IOException {
        points.pass();
        disk.delete(fileOrEmptyDirectory);
        points.pass();
    }

    @Override
    public void syncDirectory(Path directory) throws IOException {
        points.pass();
        disk.syncDirectory(directory);
    }
}
