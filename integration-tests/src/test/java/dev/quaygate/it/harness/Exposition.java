package dev.quaygate.it.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Prometheus text of version 0.0.4, read strictly: HELP and TYPE come first, each family once and
 * in one piece, no series twice, and histograms add up.
 *
 * @param types kind by family
 * @param samples value by series, as written
 */
public record Exposition(Map<String, String> types, Map<String, Double> samples) {
    private static final String NAME = "[a-zA-Z_:][a-zA-Z0-9_:]*";
    private static final String LABEL = "[a-zA-Z_][a-zA-Z0-9_]*=\"(?:[^\"\\\\\n]|\\\\[\\\\\"n])*\"";
    private static final Pattern SAMPLE =
            Pattern.compile(
                    "("
                            + NAME
                            + ")(\\{"
                            + LABEL
                            + "(?:,"
                            + LABEL
                            + ")*\\})? "
                            + "([-+]?(?:[0-9.]+(?:[eE][-+]?[0-9]+)?|Inf)|NaN)");
    private static final Pattern META = Pattern.compile("# (HELP|TYPE) (" + NAME + ") (\\S.*)");

    /** Fails at the first line that is not as the format wants it. */
    public static Exposition read(String text) {
        assertThat(text).endsWith("\n");
        Map<String, String> types = new LinkedHashMap<>();
        Map<String, String> helps = new HashMap<>();
        Map<String, Double> samples = new LinkedHashMap<>();
        String family = "";
        for (String line : text.split("\n", 0)) {
            Matcher meta = META.matcher(line);
            if (meta.matches()) {
                family = meta.group(2);
                var known = meta.group(1).equals("HELP") ? helps : types;
                assertThat(known.put(family, meta.group(3))).as("twice: %s", line).isNull();
                continue;
            }
            Matcher sample = SAMPLE.matcher(line);
            assertThat(sample.matches()).as("not a sample: %s", line).isTrue();
            assertThat(familyOf(sample.group(1), types))
                    .as("out of place: %s", line)
                    .isEqualTo(family);
            String series = sample.group(1) + (sample.group(2) == null ? "" : sample.group(2));
            assertThat(samples.put(series, number(sample.group(3)))).as("twice: %s", line).isNull();
        }
        assertThat(helps.keySet()).isEqualTo(types.keySet());
        assertThat(types.values()).allMatch(type -> type.matches("counter|gauge|histogram"));
        var exposition = new Exposition(types, samples);
        exposition.checkHistograms();
        return exposition;
    }

    private static String familyOf(String name, Map<String, String> types) {
        String base = name.replaceFirst("_(bucket|sum|count)$", "");
        return "histogram".equals(types.get(base)) ? base : name;
    }

    private static double number(String text) {
        return Double.parseDouble(text.replace("Inf", "Infinity"));
    }

    private void checkHistograms() {
        Map<String, Double> highest = new HashMap<>();
        samples.forEach((series, value) -> {
            if (!series.contains("_bucket{")) {
                return;
            }
            String all = series.replaceFirst(",?le=\"[^\"]*\"", "").replace("{}", "");
            assertThat(value).as(series).isGreaterThanOrEqualTo(highest.getOrDefault(all, 0.0));
            highest.put(all, value);
            if (series.contains("le=\"+Inf\"")) {
                String count = all.replaceFirst("_bucket", "_count");
                assertThat(samples).as(series).containsEntry(count, value);
            }
        });
    }

    /** What may only rise: counters, and all of a histogram. */
    public Map<String, Double> monotonic() {
        return samples.entrySet().stream()
                .filter(one -> {
                    String name = one.getKey().replaceFirst("\\{.*", "");
                    return !"gauge".equals(types.get(familyOf(name, types)));
                })
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
