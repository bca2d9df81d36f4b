package dev.quaygate.workers;

import dev.quaygate.workers.launch.Instances;
import dev.quaygate.workers.launch.ProcessGroup;
import dev.quaygate.workers.launch.ProcessId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Finds out which workers of the ledger still live, and tidies up after the others. Blocks. */
final class Adoption {
    private Adoption() {}

    /** Workers to take over; the ledger names no others afterwards. */
    static List<LedgerEntry> of(WorkerLedger ledger) throws IOException {
        List<LedgerEntry> sameBoot =
                ledger.entries().stream()
                        .filter(entry -> entry.bootId().equals(ProcessId.bootId()))
                        .toList();
        Map<String, ProcessId> found =
                Instances.find(
                        sameBoot.stream()
                                .filter(entry -> entry.process() == null)
                                .map(LedgerEntry::instance)
                                .collect(Collectors.toSet()));
        var alive = new ArrayList<LedgerEntry>();
        for (LedgerEntry entry : sameBoot) {
            ProcessId process =
                    entry.process() == null ? found.get(entry.instance()) : entry.process();
            if (process != null && process.alive()) {
                alive.add(entry.running(process));
            } else if (process != null) {
                ProcessGroup.kill(process); // children that outlived a worker while nobody looked
            }
        }
        for (LedgerEntry entry : ledger.entries()) {
            ledger.remove(entry.instance());
        }
        for (LedgerEntry entry : alive) {
            ledger.put(entry);
        }
        return alive;
    }
}
