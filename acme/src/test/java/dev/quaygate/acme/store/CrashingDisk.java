package dev.quaygate.acme.store;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * A disk whose process dies before, in the middle of or after any call that changes something. The
 * machine stays up, so nothing is forced to the device.
 */
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
        write(file, torn ? Arrays.copyOf(content, content.length / 2) : content, CREATE_NEW);
        points.pass();
        points.pass();
    }

    @Override
    public void append(Path file, byte[] content) throws IOException {
        points.pass();
        boolean torn = points.isNext();
        write(file, torn ? Arrays.copyOf(content, content.length / 2) : content, CREATE, APPEND);
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
    }

    private static void write(Path file, byte[] content, OpenOption... how) throws IOException {
        Set<OpenOption> options = new HashSet<>(Set.of(how));
        options.add(WRITE);
        var mode = PosixFilePermissions.asFileAttribute(PosixDisk.FILE_MODE);
        try (var channel = FileChannel.open(file, options, mode)) {
            channel.write(ByteBuffer.wrap(content));
        }
    }
}
