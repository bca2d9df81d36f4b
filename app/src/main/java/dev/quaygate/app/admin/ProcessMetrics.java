package dev.quaygate.app.admin;

import dev.quaygate.app.state.Desk;
import dev.quaygate.app.state.Reloads;
import dev.quaygate.proxy.observe.MetricSource;
import dev.quaygate.proxy.observe.MetricsWriter;

/** The process and its configuration as metrics. */
record ProcessMetrics(Desk desk) implements MetricSource {
    @Override
    public void write(MetricsWriter out) {
        Reloads.Counts counts = desk.reloads().counts();
        out.gauge("build_info", "1, with the version as label.");
        out.sample(1L, "version", desk.version());
        out.gauge("config_revision", "Revision of the configuration that serves.");
        out.sample(desk.reloads().running().revision());
        out.counter("config_reloads_total", "Attempts to load the configuration again.");
        out.sample(counts.applied(), "result", "applied");
        out.sample(counts.refused(), "result", "refused");
        out.counter("config_reload_cut_total", "Exchanges that reloads have ended.");
        out.sample(counts.cut());
        out.gauge("config_broken_files", "Drop-ins that are left out or kept in an old version.");
        out.sample((long) desk.reloads().running().broken().size());
        out.gauge("process_resident_memory_bytes", "Memory as the kernel counts it.");
        out.sample(StatusResource.residentBytes());
        out.gauge("process_start_time_seconds", "When the process began.");
        out.sample(desk.started().getEpochSecond());
    }
}
