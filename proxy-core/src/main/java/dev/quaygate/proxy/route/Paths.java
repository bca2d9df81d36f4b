package dev.quaygate.proxy.route;

import dev.quaygate.proxy.settings.PathPattern;

/** Single-pattern path tests for explanations; serving uses {@link PathTable}. */
final class Paths {
    private Paths() {}

    static boolean takes(PathPattern pattern, String path) {
        String merged = path.isEmpty() ? "/" : Bytes.merged(path);
        return switch (pattern) {
            case PathPattern.Exact(String exact) -> Bytes.merged(exact).equals(merged);
            case PathPattern.Prefix(String segments) -> {
                String prefix = Bytes.merged(segments);
                yield prefix.isEmpty() || merged.equals(prefix) || merged.startsWith(prefix + "/");
            }
        };
    }

    /** Order of two patterns that take the same path: the higher one answers. */
    static int rank(PathPattern pattern) {
        return switch (pattern) {
            case PathPattern.Exact _ -> Integer.MAX_VALUE;
            case PathPattern.Prefix(String segments) -> Bytes.merged(segments).length();
        };
    }
}
