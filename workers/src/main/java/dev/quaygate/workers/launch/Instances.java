package dev.quaygate.workers.launch;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Finds processes that were started but not written down, by a mark in their environment. */
public final class Instances {
    static final String VARIABLE = "QUAYGATE_INSTANCE";

    private Instances() {}

    /**
     * The first process of each of these instances that still lives. Reads the whole process table:
     * for the start only.
     */
    public static Map<String, ProcessId> find(Set<String> instances) {
        var found = new HashMap<String, ProcessId>();
        if (instances.isEmpty()) {
            return found;
        }
        for (ProcFile.Entry entry : ProcFile.all()) {
            if (entry.pid() != entry.session() || !entry.alive()) {
                continue; // a child inherits the mark, but only the first leads the session
            }
            for (String variable : ProcFile.environment(entry.pid())) {
                if (variable.startsWith(VARIABLE + "=")) {
                    String instance = variable.substring(VARIABLE.length() + 1);
                    if (instances.contains(instance)) {
                        found.put(instance, new ProcessId(entry.pid(), entry.startTicks()));
                    }
                }
            }
        }
        return found;
    }
}
