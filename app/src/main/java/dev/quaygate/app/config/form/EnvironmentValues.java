package dev.quaygate.app.config.form;

import dev.quaygate.app.config.settings.Secret;
import dev.quaygate.app.config.source.Node;
import dev.quaygate.app.config.source.Node.Scalar;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ObjectNode;

/**
 * The value of a variable that an application gets: text, or a secret by reference. Text whose name
 * or shape says that it is a secret is masked everywhere, with a warning.
 */
record EnvironmentValues() implements Form<String> {
    private static final Secrets SECRETS = new Secrets(false);
    private static final Pattern NAME =
            Pattern.compile(
                    ".*(PASS|PWD|SECRET|TOKEN|CREDENTIAL|PRIVATE|API_?KEY|ACCESS_?KEY|_KEY).*",
                    Pattern.CASE_INSENSITIVE);
    private static final Pattern URL_WITH_PASSWORD =
            Pattern.compile("[a-z][a-z0-9+.-]*://[^/@\\s:]*:[^/@\\s]+@.*", Pattern.DOTALL);

    @Override
    public boolean accepts(Node node) {
        return node instanceof Scalar;
    }

    @Override
    public Optional<String> read(Node node, Reading reading) {
        if (!(node instanceof Scalar scalar)) {
            Shapes.wrong(node, "the value of a variable", reading);
            return Optional.empty();
        }
        if (scalar.isNull()) {
            Shapes.empty(scalar, "the value of a variable", reading);
            return Optional.empty();
        }
        return Secrets.isReference(scalar) || isSecret(scalar)
                ? SECRETS.read(node, reading).flatMap(Secret::reveal)
                : Optional.of(scalar.text());
    }

    private static boolean isSecret(Scalar scalar) {
        String name = scalar.path().substring(scalar.path().lastIndexOf('/') + 1);
        String text = scalar.text();
        return !text.isBlank()
                && (NAME.matcher(name).matches()
                        || URL_WITH_PASSWORD.matcher(text).matches()
                        || text.equals(Secret.MASK));
    }

    @Override
    public Node complete(Node node) {
        return node instanceof Scalar scalar && (Secrets.isReference(scalar) || isSecret(scalar))
                ? SECRETS.complete(node)
                : node;
    }

    @Override
    public ObjectNode schema() {
        ObjectNode schema = Schemas.object();
        schema.putArray("type").add("string").add("number").add("boolean");
        return schema;
    }

    @Override
    public String words() {
        return "text or secret";
    }
}
