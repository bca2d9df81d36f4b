package dev.quaygate.proxy.route;

import dev.quaygate.proxy.settings.PathPattern;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Routes of one host pattern by path. One walk over the path hashes it and looks every segment
 * border up, so the cost follows the path's segments (up to the deepest configured prefix), never
 * the number of routes. Immutable.
 */
final class PathTable<T> {
    private final ByteTable<Slot<T>> exact;
    private final ByteTable<Slot<T>> prefixes;
    private final @Nullable Slot<T> everything;
    private final int deepest;

    private PathTable(Builder<T> builder) {
        exact = new ByteTable<>(builder.exact, Bytes::equalMerged);
        prefixes = new ByteTable<>(builder.prefixes, Bytes::equalMerged);
        everything = builder.everything;
        deepest = builder.deepest;
    }

    /** The route that answers a path in its normal reading, or null; an empty path is {@code /}. */
    @Nullable Slot<T> find(byte[] bytes, int start, int end) {
        Slot<T> best = everything;
        if (deepest == 0 && exact.isEmpty()) {
            return best;
        }
        int hash = ByteTable.SEED;
        int segments = 0;
        for (int i = start; i < end; i++) {
            if (Bytes.repeatsSlash(bytes, start, i)) {
                continue;
            }
            if (bytes[i] == '/' && i > start) {
                segments++;
                best = longer(best, bytes, start, i, hash, segments);
                if (segments >= deepest && exact.isEmpty()) {
                    return best;
                }
            }
            hash = ByteTable.step(hash, bytes[i]);
        }
        if (start == end) {
            return moreSpecific(
                    best, exact.get(ROOT, 0, 1, ByteTable.step(ByteTable.SEED, ROOT[0])));
        }
        best = longer(best, bytes, start, end, hash, segments + 1);
        return moreSpecific(best, exact.isEmpty() ? null : exact.get(bytes, start, end, hash));
    }

    private @Nullable Slot<T> longer(
            @Nullable Slot<T> best, byte[] bytes, int start, int end, int hash, int segments) {
        if (segments > deepest) {
            return best;
        }
        return moreSpecific(best, prefixes.get(bytes, start, end, hash));
    }

    private static <T> @Nullable Slot<T> moreSpecific(
            @Nullable Slot<T> best, @Nullable Slot<T> later) {
        boolean wins = later != null && (best == null || later.priority() >= best.priority());
        return wins ? later : best;
    }

    private static final byte[] ROOT = {'/'};

    /** Collects the routes of one host pattern. */
    static final class Builder<T> {
        private final Map<String, Slot<T>> exact = new HashMap<>();
        private final Map<String, Slot<T>> prefixes = new HashMap<>();
        private @Nullable Slot<T> everything;
        private int deepest;

        void add(PathPattern pattern, Slot<T> slot) {
            switch (pattern) {
                case PathPattern.Exact(String path) ->
                        exact.merge(Bytes.merged(path), slot, Slot::first);
                case PathPattern.Prefix(String segments) when segments.isEmpty() ->
                        everything = Slot.first(everything, slot);
                case PathPattern.Prefix(String segments) -> {
                    String merged = Bytes.merged(segments);
                    prefixes.merge(merged, slot, Slot::first);
                    long depth = merged.chars().filter(c -> c == '/').count();
                    deepest = Math.max(deepest, (int) depth);
                }
            }
        }

        PathTable<T> build() {
            return new PathTable<>(this);
        }
    }
}
