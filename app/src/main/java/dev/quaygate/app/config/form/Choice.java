package dev.quaygate.app.config.form;

import dev.quaygate.app.config.source.Node;
import dev.quaygate.app.config.source.Node.Scalar;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/** One of several forms; the first that accepts the node's shape reads it. */
record Choice<T>(List<Form<? extends T>> forms) implements Form<T> {
    Choice {
        forms = List.copyOf(forms);
    }

    @Override
    public boolean accepts(Node node) {
        return forms.stream().anyMatch(form -> form.accepts(node));
    }

    @Override
    public Optional<T> read(Node node, Reading reading) {
        for (Form<? extends T> form : forms) {
            if (form.accepts(node)) {
                return form.read(node, reading).map(value -> value);
            }
        }
        refuse(node, reading);
        return Optional.empty();
    }

    private void refuse(Node node, Reading reading) {
        List<Words<?>> words = new ArrayList<>();
        for (Form<? extends T> form : forms) {
            if (form instanceof Words<?> some) {
                words.add(some);
            }
        }
        if (node instanceof Scalar scalar && !words.isEmpty()) {
            Words.refuse(
                    scalar,
                    words.stream().flatMap(some -> some.values().keySet().stream()).toList(),
                    words.stream().flatMap(some -> some.later().stream()).toList(),
                    words(),
                    reading);
            return;
        }
        if (node instanceof Scalar scalar && scalar.isNull()) {
            Shapes.empty(scalar, words(), reading);
            return;
        }
        Shapes.wrong(node, words(), reading);
    }

    @Override
    public Node complete(Node node) {
        return forms.stream()
                .filter(form -> form.accepts(node))
                .findFirst()
                .map(form -> form.complete(node))
                .orElse(node);
    }

    @Override
    public ObjectNode schema() {
        List<ObjectNode> schemas = new ArrayList<>();
        forms.forEach(form -> schemas.add(form.schema()));
        return Schemas.anyOf(schemas);
    }

    @Override
    public String words() {
        return forms.stream().map(Form::words).distinct().collect(Collectors.joining(" | "));
    }

    @Override
    public List<Form<?>> parts() {
        return List.copyOf(forms);
    }
}
