package dev.quaygate.app.admin;

import dev.quaygate.proxy.observe.MetricSource;
import dev.quaygate.proxy.observe.MetricsWriter;
import dev.quaygate.workers.AppControl;
import dev.quaygate.workers.AppStatus;
import dev.quaygate.workers.AppStatus.StepStatus;
import dev.quaygate.workers.AppStatus.WorkerStatus;
import dev.quaygate.workers.RestartReason;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Apps as metrics. */
record AppMetrics(AppControl apps) implements MetricSource {
    private static final List<String> STATES =
            List.of("starting", "ready", "draining", "stopping", "exited", "crashLoop");

    @Override
    public void write(MetricsWriter out) {
        List<AppStatus> all = apps.apps();
        if (all.isEmpty()) {
            return;
        }
        out.gauge("app_workers", "Workers in each state.");
        all.forEach(app -> workers(app, out));
        out.gauge("app_workers_wanted", "Workers asked for.");
        all.forEach(app -> out.sample((long) app.wanted(), "app", app.name()));
        out.counter("app_restarts_total", "Workers started again unasked, by reason.");
        all.forEach(app -> restarts(app, out));
        out.gauge("app_worker_memory_bytes", "Memory of a worker with its children.");
        all.forEach(app -> app.workers().forEach(worker -> memory(app, worker, out)));
        out.gauge("app_utilisation_ratio", "Use of what the workers could do, 1 is all.");
        all.stream()
                .filter(app -> app.utilisation().isPresent())
                .forEach(app -> out.sample(app.utilisation().getAsDouble(), "app", app.name()));
        out.gauge("app_queue_length", "Requests that wait for a worker.");
        all.forEach(app -> out.sample(app.queued().orElse(0), "app", app.name()));
        out.gauge("app_prestart_seconds", "How long a step took when it last ran.");
        all.forEach(app -> app.prestart().forEach(step -> step(app, step, out)));
    }

    private static void workers(AppStatus app, MetricsWriter out) {
        Map<String, Long> counts = new LinkedHashMap<>();
        STATES.forEach(state -> counts.put(state, 0L));
        app.workers().forEach(worker -> counts.merge(worker.state().word(), 1L, Long::sum));
        counts.forEach((state, count) -> out.sample(count, "app", app.name(), "state", state));
    }

    /** All reasons from the start, so that the first restart is an increase too. */
    private static void restarts(AppStatus app, MetricsWriter out) {
        for (RestartReason reason : RestartReason.values()) {
            long count = app.restartReasons().getOrDefault(reason, 0L);
            out.sample(count, "app", app.name(), "reason", reason.word());
        }
    }

    private static void memory(AppStatus app, WorkerStatus worker, MetricsWriter out) {
        worker.memoryBytes()
                .ifPresent(bytes ->
                        out.sample(bytes, "app", app.name(), "worker", String.valueOf(worker.n())));
    }

    private static void step(AppStatus app, StepStatus step, MetricsWriter out) {
        step.tookMillis()
                .ifPresent(
                        took -> out.sample(took / 1000.0, "app", app.name(), "step", step.name()));
    }
}
