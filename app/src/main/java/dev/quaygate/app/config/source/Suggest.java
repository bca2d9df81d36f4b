package dev.quaygate.app.config.source;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Finds the word that was probably meant. */
public final class Suggest {
    /** Words of other products, and what may be meant here; the first that is allowed wins. */
    private static final Map<String, List<String>> FOREIGN =
            Map.ofEntries(
                    Map.entry("upstream", List.of("to", "pools")),
                    Map.entry("upstreams", List.of("pools", "to")),
                    Map.entry("service", List.of("to", "pools")),
                    Map.entry("services", List.of("pools")),
                    Map.entry("backend", List.of("to", "pools")),
                    Map.entry("backends", List.of("pools", "to")),
                    Map.entry("cluster", List.of("to", "pools")),
                    Map.entry("clusters", List.of("pools")),
                    Map.entry("reverse_proxy", List.of("to")),
                    Map.entry("proxy_pass", List.of("to")),
                    Map.entry("middleware", List.of("filters", "use")),
                    Map.entry("middlewares", List.of("filters", "use")),
                    Map.entry("servers", List.of("to", "pools")),
                    Map.entry("server", List.of("to", "routes")),
                    Map.entry("targets", List.of("to")),
                    Map.entry("healthcheck", List.of("health")),
                    Map.entry("health_uri", List.of("health")),
                    Map.entry("health_check", List.of("health")),
                    Map.entry("certresolver", List.of("certificates", "certificate")),
                    Map.entry("replicas", List.of("workers")),
                    Map.entry("numprocs", List.of("workers")),
                    Map.entry("instances", List.of("workers")),
                    Map.entry("hosts", List.of("host")),
                    Map.entry("hostname", List.of("host")),
                    Map.entry("hostnames", List.of("host")),
                    Map.entry("server_name", List.of("host")),
                    Map.entry("domain", List.of("host")),
                    Map.entry("domains", List.of("host")),
                    Map.entry("location", List.of("path")),
                    Map.entry("entrypoints", List.of("listen")),
                    Map.entry("listeners", List.of("listen")),
                    Map.entry("lb_policy", List.of("balance")),
                    Map.entry("interval", List.of("every")));

    private Suggest() {}

    /**
     * The word of {@code allowed} that {@code written} probably stands for: at most a third of its
     * letters apart, else from the table of foreign words.
     */
    public static Optional<String> nearest(String written, Collection<String> allowed) {
        String folded = fold(written);
        int limit = Math.max(1, written.length() / 3);
        String best = null;
        int bestDistance = limit + 1;
        for (String candidate : allowed) {
            int distance = distance(folded, fold(candidate), limit);
            if (distance < bestDistance) {
                best = candidate;
                bestDistance = distance;
            }
        }
        if (best != null && bestDistance == 0) {
            return Optional.of(best);
        }
        Optional<String> foreign =
                FOREIGN.getOrDefault(written.toLowerCase(Locale.ROOT), List.of()).stream()
                        .filter(allowed::contains)
                        .findFirst();
        return foreign.isPresent() ? foreign : Optional.ofNullable(best);
    }

    private static String fold(String word) {
        return word.toLowerCase(Locale.ROOT).replace("_", "").replace("-", "");
    }

    /** Damerau-Levenshtein (optimal string alignment); above {@code limit} any larger number. */
    static int distance(String a, String b, int limit) {
        if (Math.abs(a.length() - b.length()) > limit) {
            return limit + 1;
        }
        var rows = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            rows[i][0] = i;
        }
        for (int j = 0; j <= b.length(); j++) {
            rows[0][j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            for (int j = 1; j <= b.length(); j++) {
                rows[i][j] = cell(rows, a, b, i, j);
            }
        }
        return rows[a.length()][b.length()];
    }

    private static int cell(int[][] rows, String a, String b, int i, int j) {
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int best = Math.min(rows[i - 1][j], rows[i][j - 1]) + 1;
        best = Math.min(best, rows[i - 1][j - 1] + change);
        boolean swapped =
                i > 1
                        && j > 1
                        && a.charAt(i - 1) == b.charAt(j - 2)
                        && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(best, rows[i - 2][j - 2] + 1) : best;
    }
}
