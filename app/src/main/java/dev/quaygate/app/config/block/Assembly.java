package dev.quaygate.app.config.block;

import dev.quaygate.app.config.form.Endpoints.Target;
import dev.quaygate.app.config.source.Node;
import dev.quaygate.app.config.source.Node.Entry;
import dev.quaygate.app.config.source.Node.Mapping;
import dev.quaygate.app.config.source.Problems;
import dev.quaygate.app.config.source.Span;
import dev.quaygate.app.config.source.Suggest;
import dev.quaygate.proxy.settings.PoolSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Pools and routes of all files together, and what they say about each other. */
final class Assembly {
    private final List<Part> parts;
    private final Problems problems;
    private final Map<String, Span> poolPlaces = new LinkedHashMap<>();
    private final Map<String, PoolSettings> pools = new LinkedHashMap<>();

    Assembly(List<Part> parts, Problems problems) {
        this.parts = List.copyOf(parts);
        this.problems = problems;
    }

    /** Checks across files; errors are reported. */
    Assembly check() {
        parts.forEach(this::mergePools);
        routes().forEach(this::checkTarget);
        new RouteChecks(routes(), problems).run();
        return this;
    }

    /** Named pools, as far as they are good. */
    Map<String, PoolSettings> pools() {
        return pools;
    }

    /** Routes of all files, as far as they are good. */
    List<RouteDraft> routes() {
        var all = new ArrayList<RouteDraft>();
        parts.forEach(part -> all.addAll(part.routes()));
        return all;
    }

    private void mergePools(Part part) {
        part.poolPlaces()
                .forEach((name, place) -> {
                    Span before = poolPlaces.putIfAbsent(name, place);
                    if (before != null) {
                        problems.error(
                                        "QG1022",
                                        place,
                                        Node.child("/pools", name),
                                        "pool `" + name + "` stands twice")
                                .first(before);
                    }
                });
        part.pools().forEach((name, pool) -> pools.putIfAbsent(name, named(name, pool)));
    }

    private static PoolSettings named(String name, PoolSettings pool) {
        return new PoolSettings(
                name,
                pool.endpoints(),
                pool.selection(),
                pool.health(),
                pool.passive(),
                pool.connections(),
                pool.retry(),
                pool.hostHeader(),
                pool.dns());
    }

    private void checkTarget(RouteDraft route) {
        if (!(route.target() instanceof Target.Named(String name))
                || poolPlaces.containsKey(name)) {
            return;
        }
        Mapping block = route.node();
        Node to = block.entry("to").map(Entry::value).orElse(block);
        var draft = problems.error("QG1020", to.span(), to.path(), "unknown pool `" + name + "`");
        Suggest.nearest(name, poolPlaces.keySet())
                .ifPresentOrElse(
                        word -> draft.hint("did you mean `" + word + "`?").suggest(word),
                        () -> draft.hint("add it under `pools`, or write `" + name + ":PORT`"));
    }
}
