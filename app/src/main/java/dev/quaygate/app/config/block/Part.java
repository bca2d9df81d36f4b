package dev.quaygate.app.config.block;

import dev.quaygate.app.config.form.Key;
import dev.quaygate.app.config.form.Reading;
import dev.quaygate.app.config.source.Node;
import dev.quaygate.app.config.source.Node.Entry;
import dev.quaygate.app.config.source.Node.Mapping;
import dev.quaygate.app.config.source.Node.Scalar;
import dev.quaygate.app.config.source.Node.Sequence;
import dev.quaygate.app.config.source.Problems;
import dev.quaygate.app.config.source.Span;
import dev.quaygate.proxy.settings.PoolSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Pools, apps and routes of one file, as far as they are good.
 *
 * @param poolPlaces every pool that the file names, good or not
 * @param appPlaces every app that the file names, good or not
 */
record Part(
        Map<String, PoolSettings> pools,
        Map<String, Span> poolPlaces,
        Map<String, AppDraft> apps,
        Map<String, Span> appPlaces,
        List<RouteDraft> routes) {
    /** Reads them without reporting: whoever reads the whole file does. */
    static Part of(Node root, Reading reading) {
        if (!(root instanceof Mapping mapping)) {
            return new Part(Map.of(), Map.of(), Map.of(), Map.of(), List.of());
        }
        var quiet = new Reading(new Problems(), reading.environment());
        return new Part(
                value(mapping, RootBlock.POOLS, quiet).orElse(Map.of()),
                places(mapping, RootBlock.POOLS),
                value(mapping, RootBlock.APPS, quiet).orElse(Map.of()),
                places(mapping, RootBlock.APPS),
                value(mapping, RootBlock.ROUTES, quiet).orElse(List.of()));
    }

    private static <T> Optional<T> value(Mapping root, Key<T> key, Reading reading) {
        return root.entry(key.name()).flatMap(entry -> key.form().read(entry.value(), reading));
    }

    private static Map<String, Span> places(Mapping root, Key<?> key) {
        var places = new LinkedHashMap<String, Span>();
        root.entry(key.name())
                .filter(entry -> entry.value() instanceof Mapping)
                .map(entry -> (Mapping) entry.value())
                .ifPresent(named ->
                        named.entries().forEach(entry -> places.put(entry.key(), entry.span())));
        return places;
    }

    /** Gives routes the names that messages call them by. */
    static void label(Node root, Problems problems) {
        if (root instanceof Mapping mapping
                && mapping.entry("routes").map(Entry::value).orElse(root)
                        instanceof Sequence list) {
            list.items().forEach(item -> label(item).ifPresent(text -> problems.label(item, text)));
        }
    }

    private static Optional<String> label(Node item) {
        if (!(item instanceof Mapping route)) {
            return Optional.empty();
        }
        return route.entry("name")
                .or(() -> route.entry("host"))
                .map(Entry::value)
                .flatMap(value ->
                        value instanceof Sequence list && !list.items().isEmpty()
                                ? Optional.of(list.items().getFirst())
                                : Optional.of(value))
                .filter(Scalar.class::isInstance)
                .map(value -> ((Scalar) value).text());
    }
}
