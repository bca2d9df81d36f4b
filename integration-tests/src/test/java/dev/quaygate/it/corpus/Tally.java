package dev.quaygate.it.corpus;

import dev.quaygate.it.corpus.Outcome.Grade;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Counts outcomes case by case: a case is as good as its worst run. */
public final class Tally {
    private final Map<String, Outcome> worst = new LinkedHashMap<>();
    private final List<Outcome> bad = new ArrayList<>();
    private int runs;

    public void add(Outcome outcome) {
        runs++;
        worst.merge(outcome.family() + "/" + outcome.name(), outcome, Tally::worse);
        if (outcome.grade() != Grade.SAFE) {
            bad.add(outcome);
        }
    }

    private static Outcome worse(Outcome one, Outcome other) {
        return one.grade().compareTo(other.grade()) >= 0 ? one : other;
    }

    /** Cases whose worst run has {@code grade}. */
    public List<Outcome> of(Grade grade) {
        return worst.values().stream().filter(outcome -> outcome.grade() == grade).toList();
    }

    /** Every run that was not safe. */
    public List<Outcome> bad() {
        return List.copyOf(bad);
    }

    /** One row per family, and the sum. */
    public String table(String title) {
        var text =
                new StringBuilder("%n%s: %d cases, %d runs%n".formatted(title, worst.size(), runs));
        text.append(
                "%-34s %6s %6s %10s %8s %14s %13s%n"
                        .formatted(
                                "class",
                                "cases",
                                "safe",
                                "dangerous",
                                "lenient",
                                "wrongly refused",
                                "wrong status"));
        worst.values().stream()
                .map(Outcome::family)
                .distinct()
                .forEach(family -> text.append(row(family, family)));
        return text.append(row("sum", "")).toString();
    }

    private String row(String title, String family) {
        var counts = new EnumMap<Grade, Integer>(Grade.class);
        worst.values().stream()
                .filter(outcome -> family.isEmpty() || outcome.family().equals(family))
                .forEach(outcome -> counts.merge(outcome.grade(), 1, Integer::sum));
        int all = counts.values().stream().mapToInt(Integer::intValue).sum();
        return "%-34s %6d %6d %10d %8d %14d %13d%n"
                .formatted(
                        title,
                        all,
                        counts.getOrDefault(Grade.SAFE, 0),
                        counts.getOrDefault(Grade.DANGEROUS, 0),
                        counts.getOrDefault(Grade.LENIENT, 0),
                        counts.getOrDefault(Grade.WRONGLY_REFUSED, 0),
                        counts.getOrDefault(Grade.WRONG_STATUS, 0));
    }
}
