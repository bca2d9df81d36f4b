package dev.quaygate.workers;

import dev.quaygate.workers.resources.CpuMeter;
import dev.quaygate.workers.resources.WorkerUsage;
import dev.quaygate.workers.settings.MemoryLimits.Measure;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Last measurement of each worker of one app. One thread. */
final class Usage {
    private static final Duration CPU_OVER = Duration.ofSeconds(10);

    private final Map<String, WorkerUsage> latest = new HashMap<>();
    private final Map<String, CpuMeter> meters = new HashMap<>();

    /** Forgets those that are not among them. */
    void take(Map<String, WorkerUsage> found, Instant now) {
        latest.clear();
        latest.putAll(found);
        meters.keySet().retainAll(found.keySet());
        found.forEach((instance, usage) ->
                meters.computeIfAbsent(instance, _ -> new CpuMeter(CPU_OVER))
                        .add(now, usage.cpuTicks()));
    }

    OptionalLong memory(Worker worker, Measure measure) {
        return of(worker)
                .map(it -> measure == Measure.PSS ? it.pssBytes() : it.rssBytes())
                .map(OptionalLong::of)
                .orElse(OptionalLong.empty());
    }

    OptionalLong rss(Worker worker) {
        return memory(worker, Measure.RSS);
    }

    OptionalDouble cpu(Worker worker) {
        return worker.entry()
                .flatMap(entry -> Optional.ofNullable(meters.get(entry.instance())))
                .map(CpuMeter::processors)
                .orElse(OptionalDouble.empty());
    }

    private Optional<WorkerUsage> of(Worker worker) {
        return worker.entry().flatMap(it -> Optional.ofNullable(latest.get(it.instance())));
    }
}
