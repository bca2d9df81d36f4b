package dev.quaygate.workers.resources;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalDouble;

/** Processors that one worker uses, averaged over the last seconds. Not thread-safe. */
public final class CpuMeter {
    private final Duration over;
    private final Deque<Reading> readings = new ArrayDeque<>();

    private record Reading(Instant at, long ticks) {}

    /**
     * @param over time that is averaged, as ten seconds
     */
    public CpuMeter(Duration over) {
        this.over = over;
    }

    /**
     * Takes a reading.
     *
     * @param at not before the reading before
     * @param ticks as in {@link WorkerUsage#cpuTicks()}; lower than before counts as no use, for a
     *     child took its share with it
     * @return processors in use, 1.5 is one and a half; empty for the first reading
     */
    public OptionalDouble add(Instant at, long ticks) {
        if (!readings.isEmpty() && ticks < readings.getLast().ticks()) {
            readings.clear();
        }
        readings.addLast(new Reading(at, ticks));
        while (readings.size() > 2 && !at.minus(over).isBefore(second().at())) {
            readings.removeFirst();
        }
        return processors();
    }

    public OptionalDouble processors() {
        if (readings.size() < 2) {
            return OptionalDouble.empty();
        }
        Reading first = readings.getFirst();
        Reading last = readings.getLast();
        long millis = Duration.between(first.at(), last.at()).toMillis();
        if (millis <= 0) {
            return OptionalDouble.empty();
        }
        double seconds = (double) (last.ticks() - first.ticks()) / ProcStat.TICKS_PER_SECOND;
        return OptionalDouble.of(seconds * 1000 / millis);
    }

    private Reading second() {
        var from = readings.iterator();
        from.next();
        return from.next();
    }
}
