package dev.quaygate.app.config.form;

import dev.quaygate.app.config.source.Node;
import dev.quaygate.app.config.source.Node.Entry;
import dev.quaygate.app.config.source.Node.Mapping;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * A mapping whose keys the user chooses.
 *
 * @param what what a key is, {@code "pool name"}
 * @param pattern what a key may look like
 * @param partial whether the good values are given although others have errors
 */
record MapForm<T>(String what, String pattern, Form<T> value, boolean partial)
        implements Form<Map<String, T>> {
    @Override
    public boolean accepts(Node node) {
        return node instanceof Mapping;
    }

    @Override
    public Optional<Map<String, T>> read(Node node, Reading reading) {
        if (!(node instanceof Mapping mapping)) {
            Shapes.wrong(node, "a mapping by " + what, reading);
            return Optional.empty();
        }
        var values = new LinkedHashMap<String, T>();
        for (Entry entry : mapping.entries()) {
            Optional<T> read =
                    Node.isUnset(entry.value())
                            ? Optional.empty()
                            : value.read(entry.value(), reading);
            if (checkKey(entry, reading)) {
                read.ifPresent(good -> values.put(entry.key(), good));
            }
        }
        return partial || values.size() == mapping.entries().size()
                ? Optional.of(values)
                : Optional.empty();
    }

    private boolean checkKey(Entry entry, Reading reading) {
        if (entry.key().matches(pattern)) {
            return true;
        }
        reading.problems()
                .error(
                        "QG1017",
                        entry.span(),
                        entry.value().path(),
                        Shapes.shown(entry.key()) + " is not a " + what)
                .hint("it must match " + pattern);
        return false;
    }

    @Override
    public Node complete(Node node) {
        return node instanceof Mapping mapping
                ? new Mapping(
                        mapping.span(),
                        mapping.path(),
                        mapping.entries().stream()
                                .map(e -> new Entry(e.key(), e.span(), value.complete(e.value())))
                                .toList())
                : node;
    }

    @Override
    public ObjectNode schema() {
        ObjectNode schema = Schemas.type("object");
        schema.putObject("propertyNames").put("pattern", "^(" + pattern + ")$");
        schema.set("additionalProperties", value.schema());
        return schema;
    }

    @Override
    public String words() {
        return "mapping " + what + " -> " + value.words();
    }

    @Override
    public List<Form<?>> parts() {
        return List.of(value);
    }
}
