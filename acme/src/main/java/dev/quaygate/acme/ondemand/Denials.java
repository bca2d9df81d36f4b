package dev.quaygate.acme.ondemand;

import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Names that were denied a short while ago. Beyond the bound the oldest denial is forgotten. Not
 * thread-safe.
 */
final class Denials {
    private final Duration life;
    private final int most;
    private final Map<String, Instant> until = new LinkedHashMap<>(); // in the order of their end

    Denials(Duration life, int most) {
        this.life = life;
        this.most = most;
    }

    void add(String name, Instant now) {
        until.remove(name);
        until.put(name, now.plus(life));
        Iterator<Instant> oldest = until.values().iterator();
        while (oldest.hasNext() && (!oldest.next().isAfter(now) || until.size() > most)) {
            oldest.remove();
        }
    }

    boolean holds(String name, Instant now) {
        Instant end = until.get(name);
        // After a clock went back, nothing is denied for longer than the life of a denial.
        return end != null && end.isAfter(now) && !end.isAfter(now.plus(life));
    }

    int size() {
        return until.size();
    }
}
