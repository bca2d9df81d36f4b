package dev.quaygate.app.config.form;

import dev.quaygate.app.config.source.Node;
import dev.quaygate.app.config.source.Node.Scalar;
import dev.quaygate.app.config.source.Node.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * A list.
 *
 * @param single whether one item may stand for a list of one
 * @param partial whether the good items are given although others have errors
 */
record ListForm<T>(Form<T> item, boolean single, boolean partial) implements Form<List<T>> {
    @Override
    public boolean accepts(Node node) {
        return node instanceof Sequence || single && item.accepts(node);
    }

    @Override
    public Optional<List<T>> read(Node node, Reading reading) {
        if (!(node instanceof Sequence list)) {
            if (!single) {
                wrong(node, reading);
                return Optional.empty();
            }
            return item.read(node, reading).map(List::of);
        }
        var values = new ArrayList<T>();
        for (Node each : list.items()) {
            if (!Node.isUnset(each)) {
                item.read(each, reading).ifPresent(values::add);
            }
        }
        return partial || values.size() == list.items().size()
                ? Optional.of(List.copyOf(values))
                : Optional.empty();
    }

    private static void wrong(Node node, Reading reading) {
        if (node instanceof Scalar scalar && scalar.isNull()) {
            Shapes.empty(scalar, "a list", reading);
        } else {
            Shapes.wrong(node, "a list", reading);
        }
    }

    @Override
    public Node complete(Node node) {
        return node instanceof Sequence list
                ? new Sequence(
                        list.span(),
                        list.path(),
                        list.items().stream().map(item::complete).toList())
                : item.complete(node);
    }

    @Override
    public ObjectNode schema() {
        ObjectNode list = Schemas.type("array");
        list.set("items", item.schema());
        return single ? Schemas.anyOf(item.schema(), list) : list;
    }

    @Override
    public String words() {
        return "list of " + item.words();
    }

    @Override
    public List<Form<?>> parts() {
        return List.of(item);
    }
}
