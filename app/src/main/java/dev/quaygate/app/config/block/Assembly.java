package dev.quaygate.app.config.block;

import dev.quaygate.app.config.form.Endpoints.Target;
import dev.quaygate.app.config.source.Node;
import dev.quaygate.app.config.source.Node.Entry;
import dev.quaygate.app.config.source.Node.Mapping;
import dev.quaygate.app.config.source.Problems;
import dev.quaygate.app.config.source.Span;
import dev.quaygate.app.config.source.Suggest;
import dev.quaygate.proxy.settings.PoolSettings;
import dev.quaygate.workers.resources.Machine;
import dev.quaygate.workers.settings.AppSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Pools, apps and routes of all files together, and what they say about each other. */
final class Assembly {
    private final List<Part> parts;
    private final Problems problems;
    private final Map<String, Span> poolPlaces = new LinkedHashMap<>();
    private final Map<String, PoolSettings> pools = new LinkedHashMap<>();
    private final Map<String, Span> appPlaces = new LinkedHashMap<>();
    private final Map<String, AppDraft> apps = new LinkedHashMap<>();

    Assembly(List<Part> parts, Problems problems) {
        this.parts = List.copyOf(parts);
        this.problems = problems;
    }

    /** Checks across files; errors are reported. */
    Assembly check() {
        parts.forEach(this::mergePools);
        parts.forEach(this::mergeApps);
        new AppChecks(apps, appPlaces.keySet(), problems).run();
        if (!apps.isEmpty()) {
            AppMemory.warn(apps, Machine.local(), problems);
        }
        routes().forEach(this::checkTarget);
        new RouteChecks(routes(), problems).run();
        return this;
    }

    /** Apps, as far as they are good. */
    List<AppSettings> apps() {
        var named = new ArrayList<AppSettings>();
        apps.forEach((name, draft) -> named.add(draft.app(name)));
        return named;
    }

    /** The pools that workers of apps come into. */
    Map<String, PoolSettings> appPools() {
        var named = new LinkedHashMap<String, PoolSettings>();
        apps.forEach((name, draft) -> named.put(name, draft.pool(name)));
        return named;
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

    private void mergeApps(Part part) {
        part.appPlaces()
                .forEach((name, place) -> {
                    Span before = appPlaces.putIfAbsent(name, place);
                    Span pool = poolPlaces.get(name);
                    if (before != null) {
                        twice(name, place, "app `" + name + "` stands twice", before);
                    } else if (pool != null) {
                        twice(name, place, "`" + name + "` is the name of a pool", pool);
                    }
                });
        part.apps().forEach(apps::putIfAbsent);
    }

    private void twice(String name, Span place, String message, Span before) {
        problems.error("QG1022", place, Node.child("/apps", name), message)
                .hint("choose another name")
                .first(before);
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
                pool.dns(),
                pool.live(),
                pool.queue());
    }

    private void checkTarget(RouteDraft route) {
        if (!(route.target() instanceof Target.Named(String name))
                || poolPlaces.containsKey(name)
                || appPlaces.containsKey(name)) {
            return;
        }
        Mapping block = route.node();
        Node to = block.entry("to").map(Entry::value).orElse(block);
        var draft = problems.error("QG1020", to.span(), to.path(), "unknown pool `" + name + "`");
        var known = new ArrayList<>(poolPlaces.keySet());
        known.addAll(appPlaces.keySet());
        Suggest.nearest(name, known)
                .ifPresentOrElse(
                        word -> draft.hint("did you mean `" + word + "`?").suggest(word),
                        () ->
                                draft.hint(
                                        "add it under `pools` or `apps`, or write `"
                                                + name
                                                + ":PORT`"));
    }
}
