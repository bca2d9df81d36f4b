package dev.quaygate.proxy.route;

import dev.quaygate.proxy.settings.HostPattern;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Single-pattern host tests for explanations and conflicts; serving uses {@link HostTable}. */
final class Hosts {
    private Hosts() {}

    static String folded(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        if (name.length() > 1 && name.endsWith(".")) {
            name = name.substring(0, name.length() - 1);
        }
        return name.length() > 2 && name.startsWith("[") && name.endsWith("]")
                ? name.substring(1, name.length() - 1)
                : name;
    }

    /** The most specific pattern that takes {@code foldedHost}, or null. */
    static @Nullable HostPattern taking(List<HostPattern> patterns, String foldedHost) {
        HostPattern best = null;
        for (HostPattern pattern : patterns) {
            if (takes(pattern, foldedHost) && (best == null || rank(pattern) > rank(best))) {
                best = pattern;
            }
        }
        return best;
    }

    /** Everything behind the first label, or null if there is none. */
    static @Nullable String parent(String host) {
        int dot = host.indexOf('.');
        return dot <= 0 ? null : host.substring(dot + 1);
    }

    static int rank(HostPattern pattern) {
        return switch (pattern) {
            case HostPattern.Exact _ -> 2;
            case HostPattern.Wildcard _ -> 1;
            case HostPattern.Any _ -> 0;
        };
    }

    private static boolean takes(HostPattern pattern, String foldedHost) {
        return switch (pattern) {
            case HostPattern.Exact(String name) -> name.equals(foldedHost);
            case HostPattern.Wildcard(String suffix) -> suffix.equals(parent(foldedHost));
            case HostPattern.Any() -> true;
        };
    }
}
