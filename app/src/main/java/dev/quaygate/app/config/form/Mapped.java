package dev.quaygate.app.config.form;

import dev.quaygate.app.config.source.Node;
import dev.quaygate.proxy.settings.InvalidSetting;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.node.ObjectNode;

/** A form whose value means something else. */
record Mapped<T, R>(Form<T> form, Function<T, R> meaning) implements Form<R> {
    @Override
    public boolean accepts(Node node) {
        return form.accepts(node);
    }

    @Override
    public Optional<R> read(Node node, Reading reading) {
        Optional<T> value = form.read(node, reading);
        try {
            return value.map(meaning);
        } catch (InvalidSetting invalid) {
            reading.problems().error("QG1018", node.span(), node.path(), Shapes.message(invalid));
        } catch (Refused refused) {
            reading.problems()
                    .error(refused.code, node.span(), node.path(), refused.what())
                    .hint(refused.hint)
                    .suggest(refused.suggestion);
        }
        return Optional.empty();
    }

    @Override
    public Node complete(Node node) {
        return form.complete(node);
    }

    @Override
    public ObjectNode schema() {
        return form.schema();
    }

    @Override
    public String words() {
        return form.words();
    }

    @Override
    public List<Form<?>> parts() {
        return List.of(form);
    }
}
