package dev.quaygate.app.config.form;

import dev.quaygate.app.config.source.Node;
import dev.quaygate.app.config.source.Node.Scalar;
import dev.quaygate.app.config.source.Problems.Draft;
import dev.quaygate.app.config.source.Suggest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * One of some words.
 *
 * @param later words that are documented and not in this version
 */
record Words<T>(Map<String, T> values, List<String> later) implements Form<T> {
    Words {
        // Map.copyOf would lose the order in which people read the words.
        values = new LinkedHashMap<>(values);
        later = List.copyOf(later);
    }

    @Override
    public boolean accepts(Node node) {
        return node instanceof Scalar scalar && values.containsKey(scalar.text());
    }

    @Override
    public Optional<T> read(Node node, Reading reading) {
        if (!(node instanceof Scalar scalar)) {
            Shapes.wrong(node, words(), reading);
            return Optional.empty();
        }
        T value = values.get(scalar.text());
        if (value == null) {
            refuse(scalar, values.keySet().stream().toList(), later, words(), reading);
        }
        return Optional.ofNullable(value);
    }

    static void refuse(
            Scalar scalar, List<String> words, List<String> later, String said, Reading reading) {
        if (scalar.isNull()) {
            Shapes.empty(scalar, said, reading);
            return;
        }
        String shown = Shapes.shown(scalar.text());
        if (later.contains(scalar.text())) {
            error(scalar, reading, shown + " is not supported by this version")
                    .hint("write " + said);
            return;
        }
        Draft draft = error(scalar, reading, shown + " is not one of " + said);
        Suggest.nearest(scalar.text(), words)
                .ifPresentOrElse(
                        word -> draft.hint("did you mean `" + word + "`?").suggest(word),
                        () -> draft.hint("write one of them"));
    }

    private static Draft error(Scalar scalar, Reading reading, String message) {
        return reading.problems().error("QG1017", scalar.span(), scalar.path(), message);
    }

    @Override
    public Node complete(Node node) {
        return node;
    }

    @Override
    public ObjectNode schema() {
        return Schemas.anyOf(Schemas.words(values.keySet()), Schemas.variable());
    }

    @Override
    public String words() {
        return String.join(" | ", values.keySet());
    }
}
