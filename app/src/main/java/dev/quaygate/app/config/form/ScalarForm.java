package dev.quaygate.app.config.form;

import dev.quaygate.app.config.source.Node;
import dev.quaygate.app.config.source.Node.Scalar;
import dev.quaygate.app.config.source.Problems.Draft;
import dev.quaygate.proxy.settings.InvalidSetting;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * A single value.
 *
 * @param words its kind in words
 * @param article {@code "a duration"}, for messages
 * @param code code of a value that does not read
 * @param schema its schema
 * @param parser reads it, or throws {@link Refused} or {@link InvalidSetting}
 */
record ScalarForm<T>(String words, String article, String code, ObjectNode schema, Parser<T> parser)
        implements Form<T> {
    /** Reads one scalar. */
    interface Parser<T> {
        T parse(Scalar scalar, Reading reading);
    }

    /** A copy each, because callers add to it. */
    @Override
    public ObjectNode schema() {
        return schema.deepCopy();
    }

    @Override
    public boolean accepts(Node node) {
        return node instanceof Scalar;
    }

    @Override
    public Optional<T> read(Node node, Reading reading) {
        if (!(node instanceof Scalar scalar)) {
            Shapes.wrong(node, article, reading);
            return Optional.empty();
        }
        if (scalar.isNull()) {
            Shapes.empty(scalar, article, reading);
            return Optional.empty();
        }
        try {
            return Optional.of(parser.parse(scalar, reading));
        } catch (Refused refused) {
            report(scalar, reading, refused.code, refused.what())
                    .hint(refused.hint)
                    .suggest(refused.suggestion);
        } catch (InvalidSetting invalid) {
            report(scalar, reading, code, Shapes.message(invalid));
        }
        return Optional.empty();
    }

    private static Draft report(Scalar scalar, Reading reading, String code, String message) {
        return reading.problems().error(code, scalar.span(), scalar.path(), message);
    }

    @Override
    public Node complete(Node node) {
        return node;
    }
}
