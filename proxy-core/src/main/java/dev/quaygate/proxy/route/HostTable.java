package dev.quaygate.proxy.route;

import dev.quaygate.proxy.settings.HostPattern;
import dev.quaygate.proxy.text.Ascii;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Routes of one scheme by host: at most one exact name, one wildcard and the rest can take a
 * request, so three look-ups decide. Immutable.
 */
final class HostTable<T> {
    private final ByteTable<PathTable<T>> exact;
    private final ByteTable<PathTable<T>> wildcards;
    private final @Nullable PathTable<T> any;
    private final boolean onePriority;

    private HostTable(Builder<T> builder) {
        exact = new ByteTable<>(built(builder.exact), Bytes::equalFolded);
        wildcards = new ByteTable<>(built(builder.wildcards), Bytes::equalFolded);
        any = builder.any == null ? null : builder.any.build();
        onePriority = builder.lowest >= builder.highest;
    }

    /** Finds by host (any case, with brackets and one trailing dot if it came so) and path. */
    @Nullable Slot<T> find(
            byte[] host, int hostStart, int hostEnd, byte[] path, int pathStart, int pathEnd) {
        int start = hostStart;
        int end = hostEnd;
        if (end - start > 1 && host[end - 1] == '.') {
            end--;
        }
        if (end - start > 2 && host[start] == '[' && host[end - 1] == ']') {
            start++;
            end--;
        }
        Slot<T> best = in(exact(host, start, end), path, pathStart, pathEnd);
        if (best != null && onePriority) {
            return best;
        }
        best = better(best, in(wildcard(host, start, end), path, pathStart, pathEnd));
        if (best != null && onePriority) {
            return best;
        }
        return better(best, in(any, path, pathStart, pathEnd));
    }

    /** Whether a pattern other than {@code *} takes this host, which is folded. */
    boolean names(String foldedHost) {
        byte[] host = Bytes.of(foldedHost);
        return exact(host, 0, host.length) != null || wildcard(host, 0, host.length) != null;
    }

    boolean takesAnyHost() {
        return any != null;
    }

    private @Nullable PathTable<T> exact(byte[] host, int start, int end) {
        return exact.isEmpty() ? null : exact.get(host, start, end, hash(host, start, end));
    }

    private @Nullable PathTable<T> wildcard(byte[] host, int start, int end) {
        if (wildcards.isEmpty()) {
            return null;
        }
        int dot = start;
        while (dot < end && host[dot] != '.') {
            dot++;
        }
        if (dot == start || dot == end) {
            return null;
        }
        return wildcards.get(host, dot + 1, end, hash(host, dot + 1, end));
    }

    private static int hash(byte[] host, int start, int end) {
        int hash = ByteTable.SEED;
        for (int i = start; i < end; i++) {
            hash = ByteTable.step(hash, Ascii.lower(host[i]));
        }
        return hash;
    }

    private static <T> @Nullable Slot<T> in(
            @Nullable PathTable<T> paths, byte[] path, int start, int end) {
        return paths == null ? null : paths.find(path, start, end);
    }

    /** Hosts are tried from the most to the least specific, so a later one needs more priority. */
    private static <T> @Nullable Slot<T> better(@Nullable Slot<T> best, @Nullable Slot<T> later) {
        boolean wins = later != null && (best == null || later.priority() > best.priority());
        return wins ? later : best;
    }

    private static <T> Map<String, PathTable<T>> built(Map<String, PathTable.Builder<T>> builders) {
        var tables = new HashMap<String, PathTable<T>>();
        builders.forEach((host, builder) -> tables.put(host, builder.build()));
        return tables;
    }

    /** Collects the routes of one scheme. */
    static final class Builder<T> {
        private final Map<String, PathTable.Builder<T>> exact = new HashMap<>();
        private final Map<String, PathTable.Builder<T>> wildcards = new HashMap<>();
        private PathTable.@Nullable Builder<T> any;
        private int lowest = Integer.MAX_VALUE;
        private int highest = Integer.MIN_VALUE;

        void add(Slot<T> slot) {
            lowest = Math.min(lowest, slot.priority());
            highest = Math.max(highest, slot.priority());
            for (HostPattern host : slot.route().hosts()) {
                paths(host).add(slot.route().path(), slot);
            }
        }

        HostTable<T> build() {
            return new HostTable<>(this);
        }

        private PathTable.Builder<T> paths(HostPattern host) {
            return switch (host) {
                case HostPattern.Exact(String name) ->
                        exact.computeIfAbsent(name, _ -> new PathTable.Builder<>());
                case HostPattern.Wildcard(String suffix) ->
                        wildcards.computeIfAbsent(suffix, _ -> new PathTable.Builder<>());
                case HostPattern.Any() -> {
                    PathTable.Builder<T> paths = any == null ? new PathTable.Builder<>() : any;
                    any = paths;
                    yield paths;
                }
            };
        }
    }
}
