package dev.quaygate.workers;

import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The last operations, ended ones included. Any thread. */
final class Operations {
    private static final int KEPT = 100;

    private final Map<String, RunningOperation> byId = new LinkedHashMap<>();
    private long count;

    synchronized RunningOperation begin(String app, String verb, Instant now) {
        count++;
        // The time makes it differ from those before our restart.
        String id = app + "-" + verb + "-" + now.getEpochSecond() + "-" + count;
        var operation = new RunningOperation(id, app, verb, now);
        byId.put(id, operation);
        Iterator<RunningOperation> oldest = byId.values().iterator();
        while (byId.size() > KEPT && oldest.hasNext()) {
            if (oldest.next().outcome().isPresent()) {
                oldest.remove();
            }
        }
        return operation;
    }

    synchronized void forget(RunningOperation operation) {
        byId.remove(operation.id());
    }

    synchronized Optional<Operation> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }
}
