package dev.quaygate.app.config.block;

import dev.quaygate.app.config.source.Node;
import dev.quaygate.app.config.source.Node.Entry;
import dev.quaygate.app.config.source.Node.Mapping;
import dev.quaygate.app.config.source.Node.Scalar;
import dev.quaygate.app.config.source.Node.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Puts drop-ins into the tree of the main file, for the effective configuration. */
final class Merge {
    private Merge() {}

    static Node effective(List<Node> trees) {
        var mappings =
                trees.stream().filter(Mapping.class::isInstance).map(Mapping.class::cast).toList();
        var merged = new ArrayList<Entry>();
        Set<String> joined = Set.of("pools", "routes", "apps", "include");
        mappings.getFirst().entries().stream()
                .filter(entry -> !joined.contains(entry.key()))
                .forEach(merged::add);
        add(merged, "pools", entries(mappings, "pools"));
        add(merged, "routes", entries(mappings, "routes"));
        add(merged, "apps", entries(mappings, "apps"));
        Mapping main = mappings.getFirst();
        return RootBlock.MAIN.complete(new Mapping(main.span(), "", merged));
    }

    private static List<Entry> entries(List<Mapping> mappings, String key) {
        return mappings.stream().flatMap(mapping -> mapping.entry(key).stream()).toList();
    }

    private static void add(List<Entry> merged, String key, List<Entry> entries) {
        if (entries.isEmpty()) {
            return;
        }
        var items = new ArrayList<Node>();
        var members = new ArrayList<Entry>();
        for (Entry entry : entries) {
            switch (entry.value()) {
                case Sequence list -> items.addAll(list.items());
                case Mapping mapping -> members.addAll(mapping.entries());
                case Scalar _ -> throw new IllegalStateException(key + " was read as a scalar");
            }
        }
        Entry first = entries.getFirst();
        Node value =
                first.value() instanceof Sequence
                        ? new Sequence(first.span(), "/" + key, items)
                        : new Mapping(first.span(), "/" + key, members);
        merged.add(new Entry(key, first.span(), value));
    }
}
