package dev.quaygate.proxy.observe;

/** Something with metrics. Called for each scrape, on a thread that may block. */
public interface MetricSource {
    /** Writes whole families: a heading, then all its samples. */
    void write(MetricsWriter out);
}
