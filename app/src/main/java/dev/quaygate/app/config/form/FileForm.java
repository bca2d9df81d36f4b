package dev.quaygate.app.config.form;

import dev.quaygate.app.config.source.Node;
import dev.quaygate.app.config.source.Node.Scalar;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * A path on this machine, relative to the directory of the file that names it; absolute in the
 * effective configuration.
 *
 * @param mustExist whether a missing file is worth a warning
 */
record FileForm(String words, boolean mustExist) implements Form<Path> {
    @Override
    public boolean accepts(Node node) {
        return node instanceof Scalar;
    }

    @Override
    public Optional<Path> read(Node node, Reading reading) {
        if (!(node instanceof Scalar scalar)) {
            Shapes.wrong(node, "a file path", reading);
            return Optional.empty();
        }
        if (scalar.isNull() || scalar.text().isBlank()) {
            Shapes.empty(scalar, "a file path", reading);
            return Optional.empty();
        }
        try {
            Path path = Reading.resolve(scalar, scalar.text());
            if (mustExist) {
                Paths.warnIfMissing(scalar, path, reading);
            }
            return Optional.of(path);
        } catch (InvalidPathException _) {
            reading.problems()
                    .error(
                            "QG1016",
                            scalar.span(),
                            scalar.path(),
                            Shapes.shown(scalar.text()) + " is not a file path");
            return Optional.empty();
        }
    }

    @Override
    public Node complete(Node node) {
        return node instanceof Scalar scalar && !Reading.isDefault(node)
                ? scalar.absolute(Reading.resolve(scalar, scalar.text()).toString())
                : node;
    }

    @Override
    public ObjectNode schema() {
        return Schemas.type("string");
    }
}
