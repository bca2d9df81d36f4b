package dev.quaygate.workers;

import dev.quaygate.workers.launch.Instances;
import dev.quaygate.workers.launch.ProcessId;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is on disk about one step: {@code run} while it runs, {@code status} as its process left it,
 * {@code done} once it ended well, {@code out} what it printed.
 */
record StepFiles(Path directory, String key) {
    private static final int LINES = 200;
    private static final int TAIL = 64 * 1024;

    /** A run that was begun. */
    record Run(String instance, @Nullable ProcessId process, String bootId, Instant at) {
        /** Its process if that still lives. */
        Optional<ProcessId> alive() {
            if (!bootId.equals(ProcessId.bootId())) {
                return Optional.empty();
            }
            // Without a number we ended between the fork and writing it down.
            ProcessId known =
                    process == null ? Instances.find(Set.of(instance)).get(instance) : process;
            return Optional.ofNullable(known).filter(ProcessId::alive);
        }
    }

    record Done(Instant at, Duration took) {}

    void prepare() throws IOException {
        Files.createDirectories(
                directory,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    void begin(Run run) throws IOException {
        prepare();
        DurableFile.delete(status());
        Files.deleteIfExists(output());
        write(run);
    }

    void write(Run run) throws IOException {
        var fields =
                new Fields()
                        .put("instance", run.instance())
                        .put("boot", run.bootId())
                        .put("at", run.at());
        ProcessId process = run.process();
        if (process != null) {
            fields.put("pid", process.pid()).put("ticks", process.startTicks());
        }
        DurableFile.replace(file("run"), List.of(fields.toString()));
    }

    Optional<Run> run() throws IOException {
        List<String> lines = DurableFile.read(file("run"));
        if (lines.isEmpty()) {
            return Optional.empty();
        }
        Fields fields = Fields.parse(lines.getFirst());
        ProcessId process =
                fields.has("pid")
                        ? new ProcessId(fields.number("pid"), fields.number("ticks"))
                        : null;
        return Optional.of(
                new Run(
                        fields.text("instance"),
                        process,
                        fields.text("boot"),
                        fields.instant("at")));
    }

    /** What the process itself left; empty if it was killed or never ran. */
    OptionalInt exit() throws IOException {
        List<String> lines = DurableFile.read(status());
        return lines.isEmpty()
                ? OptionalInt.empty()
                : OptionalInt.of(Integer.parseInt(lines.getFirst().strip()));
    }

    void succeeded(Done done) throws IOException {
        var fields = new Fields().put("at", done.at()).put("millis", done.took().toMillis());
        DurableFile.replace(file("done"), List.of(fields.toString()));
    }

    Optional<Done> done() throws IOException {
        List<String> lines = DurableFile.read(file("done"));
        if (lines.isEmpty()) {
            return Optional.empty();
        }
        Fields fields = Fields.parse(lines.getFirst());
        return Optional.of(
                new Done(fields.instant("at"), Duration.ofMillis(fields.number("millis"))));
    }

    /** It is over, whatever came of it. */
    void end() throws IOException {
        DurableFile.delete(file("run"));
        DurableFile.delete(status());
    }

    Path status() {
        return file("status");
    }

    Path output() {
        return file("out");
    }

    /** Last lines that it printed. */
    List<String> lines() {
        try (var file = new RandomAccessFile(output().toFile(), "r")) {
            file.seek(Math.max(0, file.length() - TAIL));
            byte[] bytes = new byte[(int) Math.min(TAIL, file.length() - file.getFilePointer())];
            file.readFully(bytes);
            List<String> lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
            return lines.subList(Math.max(0, lines.size() - LINES), lines.size());
        } catch (IOException _) {
            return List.of();
        }
    }

    private Path file(String kind) {
        return directory.resolve(key + "." + kind);
    }
}
