package dev.quaygate.proxy.observe;

import java.util.List;

/** The answer of {@code /metrics}. */
public final class MetricsText {
    /** Media type of {@link #render}. */
    public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final List<MetricSource> sources;

    /** Renders these sources in this order; no two may write the same family. */
    public MetricsText(List<MetricSource> sources) {
        this.sources = List.copyOf(sources);
    }

    /** Reads all counters now. Any thread but an event loop. */
    public String render() {
        var text = new StringBuilder(16 << 10);
        var writer = new MetricsWriter(text);
        sources.forEach(source -> source.write(writer));
        return text.toString();
    }
}
