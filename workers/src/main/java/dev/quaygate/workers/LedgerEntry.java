package dev.quaygate.workers;

import dev.quaygate.workers.launch.ProcessId;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A worker as it is written down.
 *
 * @param instance mark in its environment
 * @param process null = about to be started, or it was when we ended
 * @param bootId of the boot of the machine that it was started in
 * @param definition hash of what it was started from
 * @param served whether it ever was ready
 */
record LedgerEntry(
        String instance,
        int worker,
        @Nullable ProcessId process,
        String bootId,
        Release release,
        String definition,
        WorkerAddress address,
        Instant started,
        boolean served) {
    /** Of a worker that is about to start. */
    static LedgerEntry intent(int n, Generation from, WorkerAddress address, Instant now) {
        return new LedgerEntry(
                UUID.randomUUID().toString(),
                n,
                null,
                ProcessId.bootId(),
                from.release(),
                from.definition(),
                address,
                now,
                false);
    }

    LedgerEntry running(ProcessId found) {
        return new LedgerEntry(
                instance, worker, found, bootId, release, definition, address, started, served);
    }

    LedgerEntry serving() {
        return new LedgerEntry(
                instance, worker, process, bootId, release, definition, address, started, true);
    }

    String line() {
        var fields =
                new Fields()
                        .put("worker", worker)
                        .put("instance", instance)
                        .put("boot", bootId)
                        .put("release", release.name())
                        .put("directory", release.directory())
                        .put("definition", definition)
                        .put("started", started)
                        .put("served", served);
        if (process != null) {
            fields.put("pid", process.pid()).put("ticks", process.startTicks());
        }
        switch (address) {
            case WorkerAddress.Socket(Path path) -> fields.put("socket", path);
            case WorkerAddress.Port(int port) -> fields.put("port", port);
        }
        return fields.toString();
    }

    /** Empty if the line is not one of ours: of another version, or damaged. */
    static Optional<LedgerEntry> parse(String line) {
        Fields fields = Fields.parse(line);
        try {
            ProcessId process =
                    fields.has("pid")
                            ? new ProcessId(fields.number("pid"), fields.number("ticks"))
                            : null;
            WorkerAddress address =
                    fields.has("socket")
                            ? new WorkerAddress.Socket(fields.path("socket"))
                            : new WorkerAddress.Port((int) fields.number("port"));
            return Optional.of(
                    new LedgerEntry(
                            fields.text("instance"),
                            (int) fields.number("worker"),
                            process,
                            fields.text("boot"),
                            new Release(fields.text("release"), fields.path("directory")),
                            fields.text("definition"),
                            address,
                            fields.instant("started"),
                            Boolean.parseBoolean(fields.text("served"))));
        } catch (RuntimeException _) {
            return Optional.empty();
        }
    }
}
