package dev.quaygate.proxy.observe;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A strict reader of the Prometheus text format 0.0.4 with the rules that {@code promtool check
 * metrics} applies: one HELP and TYPE before the samples of a family, families not interleaved,
 * known suffixes, no double series, cumulative buckets that end with +Inf and agree with the count.
 */
final class MetricsFormat {
    private static final Pattern SAMPLE =
            Pattern.compile(
                    "([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)\\})? (-?[0-9.]+(?:E-?[0-9]+)?|[+-]Inf|NaN)");
    private static final Pattern LABEL =
            Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\\n]|\\\\[\\\\\"n])*)\"(?:,|$)");

    private final Map<String, Double> samples = new LinkedHashMap<>();
    private final Map<String, Map<Double, Double>> buckets = new HashMap<>();
    private final Set<String> families = new HashSet<>();
    private @Nullable String family;
    private String type = "";

    private MetricsFormat() {}

    /** Reads {@code text}; an {@link AssertionError} names the first bad line. Key: the series. */
    static Map<String, Double> read(String text) {
        var format = new MetricsFormat();
        check(text.endsWith("\n"), "no line feed at the end");
        String[] lines = text.substring(0, text.length() - 1).split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            i = lines[i].startsWith("#") ? format.heading(lines, i) : format.sample(lines[i], i);
        }
        format.checkBuckets();
        return format.samples;
    }

    private int heading(String[] lines, int at) {
        String[] help = lines[at].split(" ", 4);
        check(help.length == 4 && help[1].equals("HELP") && !help[3].isBlank(), lines[at]);
        String[] kind = lines[at + 1].split(" ");
        check(kind.length == 4 && kind[1].equals("TYPE") && kind[2].equals(help[2]), lines[at + 1]);
        check(families.add(help[2]), "family twice: " + help[2]);
        family = help[2];
        type = kind[3];
        check(type.equals("counter") == family.endsWith("_total"), "name of a counter: " + family);
        check(Set.of("counter", "gauge", "histogram").contains(type), lines[at + 1]);
        return at + 1;
    }

    private int sample(String line, int at) {
        Matcher sample = SAMPLE.matcher(line);
        check(sample.matches(), line);
        String name = sample.group(1);
        check(belongs(name), "sample outside its family: " + line);
        Map<String, String> labels = labels(sample.group(2), line);
        String value = sample.group(3).replace("Inf", "Infinity");
        String series = name + labels;
        check(samples.put(series, Double.parseDouble(value)) == null, "series twice: " + line);
        if (type.equals("histogram") && name.endsWith("_bucket")) {
            String bound = labels.remove("le");
            check(bound != null, "bucket without le: " + line);
            buckets.computeIfAbsent(family + "|" + labels, _ -> new TreeMap<>())
                    .put(
                            Double.parseDouble(String.valueOf(bound).replace("Inf", "Infinity")),
                            Double.parseDouble(value));
        }
        return at;
    }

    private boolean belongs(String name) {
        if (family == null) {
            return false;
        }
        return type.equals("histogram")
                ? Set.of("_bucket", "_sum", "_count").stream()
                        .anyMatch(suffix -> name.equals(family + suffix))
                : name.equals(family);
    }

    private static Map<String, String> labels(@Nullable String text, String line) {
        var labels = new TreeMap<String, String>();
        if (text == null) {
            return labels;
        }
        Matcher label = LABEL.matcher(text);
        int end = 0;
        while (label.find() && label.start() == end) {
            check(labels.put(label.group(1), label.group(2)) == null, "label twice: " + line);
            end = label.end();
        }
        check(end == text.length() && !text.isEmpty(), "labels: " + line);
        return labels;
    }

    private void checkBuckets() {
        buckets.forEach((series, bounds) -> {
            double before = 0;
            for (double count : bounds.values()) {
                check(count >= before, "buckets fall: " + series);
                before = count;
            }
            Double last = bounds.get(Double.POSITIVE_INFINITY);
            String count = series.replace("|", "_count");
            check(last != null && last.equals(samples.get(count)), "+Inf: " + series);
            check(samples.containsKey(series.replace("|", "_sum")), "sum: " + series);
        });
    }

    private static void check(boolean condition, String what) {
        if (!condition) {
            throw new AssertionError(what);
        }
    }
}
