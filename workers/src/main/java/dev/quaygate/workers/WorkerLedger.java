package dev.quaygate.workers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Who works for one app, on disk: what a Quaygate after us adopts. One thread. */
final class WorkerLedger {
    private final Path file;
    private final Map<String, LedgerEntry> entries = new LinkedHashMap<>();

    private WorkerLedger(Path file) {
        this.file = file;
    }

    /**
     * @param directory of the app's state
     */
    static WorkerLedger open(Path directory) throws IOException {
        var ledger = new WorkerLedger(directory.resolve("workers"));
        for (String line : DurableFile.read(ledger.file)) {
            LedgerEntry.parse(line).ifPresent(it -> ledger.entries.put(it.instance(), it));
        }
        return ledger;
    }

    List<LedgerEntry> entries() {
        return List.copyOf(entries.values());
    }

    /** On disk when it returns. */
    void put(LedgerEntry entry) throws IOException {
        entries.put(entry.instance(), entry);
        write();
    }

    void remove(String instance) throws IOException {
        if (entries.remove(instance) != null) {
            write();
        }
    }

    private void write() throws IOException {
        DurableFile.replace(file, entries.values().stream().map(LedgerEntry::line).toList());
    }
}
