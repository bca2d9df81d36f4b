package dev.quaygate.proxy.observe;

/**
 * Writes metrics in the Prometheus text format 0.0.4. Names are without the prefix {@code
 * quaygate_}; labels are pairs of name and value. A family must not come twice. One thread.
 */
public final class MetricsWriter {
    private static final String PREFIX = "quaygate_";

    private final StringBuilder out;
    private String family = "";

    MetricsWriter(StringBuilder out) {
        this.out = out;
    }

    /** Begins a family that only grows; {@code name} ends with {@code _total}. */
    public void counter(String name, String help) {
        family(name, "counter", help);
    }

    /** Begins a family that goes up and down. */
    public void gauge(String name, String help) {
        family(name, "gauge", help);
    }

    /** Begins a family of durations; {@code name} ends with {@code _seconds}. */
    public void histogram(String name, String help) {
        family(name, "histogram", help);
    }

    /** One sample of a counter or gauge. */
    public void sample(long value, String... labels) {
        head(family, labels);
        out.append(value).append('\n');
    }

    /** One sample of a gauge. */
    public void sample(double value, String... labels) {
        head(family, labels);
        out.append(number(value)).append('\n');
    }

    /** All samples of a histogram with these labels. */
    public void sample(LatencyHistogram histogram, String... labels) {
        long seen = 0;
        for (int bucket = 0; bucket < LatencyBuckets.BOUNDED; bucket++) {
            seen += histogram.bucket(bucket);
            if (LatencyBuckets.isShown(bucket)) {
                bucket(number(LatencyBuckets.bound(bucket) / 1e9), seen, labels);
            }
        }
        seen += histogram.bucket(LatencyBuckets.BOUNDED);
        bucket("+Inf", seen, labels);
        head(family + "_sum", labels);
        out.append(number(histogram.nanos() / 1e9)).append('\n');
        head(family + "_count", labels);
        out.append(seen).append('\n');
    }

    private void bucket(String bound, long seen, String[] labels) {
        String[] more = java.util.Arrays.copyOf(labels, labels.length + 2);
        more[labels.length] = "le";
        more[labels.length + 1] = bound;
        head(family + "_bucket", more);
        out.append(seen).append('\n');
    }

    private void family(String name, String type, String help) {
        family = PREFIX + name;
        out.append("# HELP ").append(family).append(' ');
        escape(help, false);
        out.append("\n# TYPE ").append(family).append(' ').append(type).append('\n');
    }

    private void head(String name, String[] labels) {
        out.append(name);
        for (int i = 0; i < labels.length; i += 2) {
            out.append(i == 0 ? '{' : ',').append(labels[i]).append("=\"");
            escape(labels[i + 1], true);
            out.append('"');
        }
        out.append(labels.length == 0 ? " " : "} ");
    }

    private void escape(String text, boolean quotes) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\n' -> out.append("\\n");
                case '\\' -> out.append("\\\\");
                case '"' -> out.append(quotes ? "\\\"" : "\"");
                default -> out.append(c);
            }
        }
    }

    private static String number(double value) {
        if (Double.isInfinite(value)) {
            return value > 0 ? "+Inf" : "-Inf";
        }
        boolean whole = value == Math.rint(value) && Math.abs(value) < 1e15;
        return whole ? String.valueOf((long) value) : String.valueOf(value);
    }
}
