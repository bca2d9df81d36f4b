package dev.quaygate.app.config.form;

import dev.quaygate.app.config.settings.Secret;
import dev.quaygate.app.config.source.Node;
import dev.quaygate.app.config.source.Node.Scalar;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** The file of a private key: {@code file:/path}, {@code cred:NAME}, or the path alone. */
record KeyFiles() implements Form<Path> {
    private static final String FILE = "file:";
    private static final String CREDENTIAL = "cred:";

    @Override
    public boolean accepts(Node node) {
        return node instanceof Scalar;
    }

    @Override
    public Optional<Path> read(Node node, Reading reading) {
        if (!(node instanceof Scalar scalar)) {
            Shapes.wrong(node, "the file of a key", reading);
            return Optional.empty();
        }
        if (scalar.isNull() || scalar.text().isBlank()) {
            Shapes.empty(scalar, "the file of a key", reading);
            return Optional.empty();
        }
        try {
            return Optional.of(path(scalar, reading));
        } catch (Refused refused) {
            reading.problems()
                    .error(refused.code, scalar.span(), scalar.path(), refused.what())
                    .hint(refused.hint);
            return Optional.empty();
        }
    }

    private static Path path(Scalar scalar, Reading reading) {
        if (isKey(scalar)) {
            reading.problems().mask(scalar);
            throw new Refused(
                    "QG1026",
                    "a private key outside of a file is not supported by this version",
                    "write `file:/path` or `cred:NAME`");
        }
        String text = scalar.text();
        Path path =
                text.startsWith(CREDENTIAL)
                        ? Secrets.credential(text.substring(CREDENTIAL.length()), reading)
                        : resolve(scalar);
        if (Files.exists(path)) {
            Secrets.refuseOpenMode(text, path);
        }
        Paths.warnIfMissing(scalar, path, reading);
        return path;
    }

    private static boolean isKey(Scalar scalar) {
        return scalar.text().startsWith("env:") || scalar.text().contains("-----BEGIN");
    }

    private static Path resolve(Scalar scalar) {
        String text = scalar.text();
        return Reading.resolve(
                scalar, text.startsWith(FILE) ? text.substring(FILE.length()) : text);
    }

    @Override
    public Node complete(Node node) {
        if (!(node instanceof Scalar scalar) || scalar.text().startsWith(CREDENTIAL)) {
            return node;
        }
        return isKey(scalar)
                ? scalar.absolute(Secret.MASK)
                : scalar.absolute(FILE + resolve(scalar));
    }

    @Override
    public ObjectNode schema() {
        return Schemas.type("string");
    }

    @Override
    public String words() {
        return "secret file";
    }
}
