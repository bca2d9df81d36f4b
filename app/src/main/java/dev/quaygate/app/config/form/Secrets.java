package dev.quaygate.app.config.form;

import dev.quaygate.app.config.settings.Secret;
import dev.quaygate.app.config.source.Node;
import dev.quaygate.app.config.source.Node.Scalar;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * A secret by reference: {@code env:NAME}, {@code file:/path}, {@code cred:NAME}. Plain text works
 * with a warning and is masked everywhere.
 *
 * @param mayBeMissing whether its file is made later by ourselves
 */
record Secrets(boolean mayBeMissing) implements Form<Secret> {
    @Override
    public boolean accepts(Node node) {
        return node instanceof Scalar;
    }

    @Override
    public Optional<Secret> read(Node node, Reading reading) {
        if (!(node instanceof Scalar scalar)) {
            Shapes.wrong(node, "a secret", reading);
            return Optional.empty();
        }
        if (scalar.isNull() || scalar.text().isBlank()) {
            Shapes.empty(scalar, "a secret", reading);
            return Optional.empty();
        }
        if (!isReference(scalar)) {
            reading.problems().mask(scalar);
        }
        try {
            return Optional.of(secret(scalar, reading));
        } catch (Refused refused) {
            reading.problems()
                    .error(refused.code, scalar.span(), scalar.path(), refused.what())
                    .hint(refused.hint);
            return Optional.empty();
        }
    }

    /** A variable behind the prefix is part of a name; one in its place may be the secret. */
    static boolean isReference(Scalar scalar) {
        return scalar.text().matches("(env|file|cred):.+")
                && scalar.written().matches("(env|file|cred):.+");
    }

    private Secret secret(Scalar scalar, Reading reading) {
        String text = scalar.text();
        String name = text.substring(text.indexOf(':') + 1);
        if (text.startsWith("env:")) {
            String value = reading.environment().get(name);
            if (value == null || value.isEmpty()) {
                throw new Refused(
                        "QG1026",
                        "secret `env:" + name + "` is not set",
                        "set the variable, or write `file:/path`");
            }
            return new Secret(text, null, value);
        }
        if (text.startsWith("file:")) {
            Path path = Reading.resolve(scalar, name);
            return file("file:" + path, path);
        }
        if (text.startsWith("cred:")) {
            return file(text, credential(name, reading));
        }
        return plain(scalar, reading);
    }

    static Path credential(String name, Reading reading) {
        String directory = reading.environment().get("CREDENTIALS_DIRECTORY");
        if (directory == null) {
            throw new Refused(
                    "QG1026",
                    "secret `cred:" + name + "` has no credentials directory",
                    "start under systemd with LoadCredential=" + name + ":/path");
        }
        return Path.of(directory).resolve(name);
    }

    private static Secret plain(Scalar scalar, Reading reading) {
        // Taken for the secret itself, it would be one that everybody knows.
        if (scalar.text().equals(Secret.MASK)) {
            throw new Refused(
                    "QG1026",
                    "`" + Secret.MASK + "` stands for a secret that a dump does not show",
                    "write the secret as `env:NAME`, `file:/path` or `cred:NAME`");
        }
        reading.problems()
                .warning("QG1105", scalar.span(), scalar.path(), "a secret in plain text")
                .hint("write `env:NAME`, `file:/path` or `cred:NAME`");
        return new Secret(Secret.MASK, null, scalar.text());
    }

    private Secret file(String reference, Path path) {
        if (mayBeMissing && !Files.exists(path)) {
            return new Secret(reference, path, null);
        }
        try {
            refuseOpenMode(reference, path);
            String value = Files.readString(path, StandardCharsets.UTF_8).strip();
            if (value.isEmpty()) {
                throw new Refused(
                        "QG1026", "secret `" + reference + "` is empty", "write it into the file");
            }
            return new Secret(reference, path, value);
        } catch (IOException e) {
            throw unreadable(reference, path);
        }
    }

    static void refuseOpenMode(String reference, Path path) {
        PosixFileAttributes attributes;
        try {
            attributes = Files.readAttributes(path, PosixFileAttributes.class);
        } catch (IOException e) {
            throw unreadable(reference, path);
        }
        Set<PosixFilePermission> open = attributes.permissions();
        boolean others =
                open.contains(PosixFilePermission.OTHERS_READ)
                        || open.contains(PosixFilePermission.OTHERS_WRITE)
                        || open.contains(PosixFilePermission.GROUP_WRITE);
        if (others && attributes.isRegularFile()) {
            throw new Refused(
                    "QG2007",
                    "secret `" + reference + "` is open to others",
                    "run `chmod 0640 " + path + "`");
        }
    }

    private static Refused unreadable(String reference, Path path) {
        return new Refused(
                "QG1026",
                "secret `" + reference + "` cannot be read",
                Files.exists(path)
                        ? "give this user the right to read it"
                        : "make the file, readable by this user only");
    }

    @Override
    public Node complete(Node node) {
        if (!(node instanceof Scalar scalar)) {
            return node;
        }
        if (isReference(scalar)) {
            return scalar.text().startsWith("file:") && !Reading.isDefault(node)
                    ? scalar.absolute("file:" + Reading.resolve(scalar, scalar.text().substring(5)))
                    : node;
        }
        return new Scalar(
                scalar.span(),
                scalar.path(),
                scalar.endLine(),
                Secret.MASK,
                Secret.MASK,
                true,
                false);
    }

    @Override
    public ObjectNode schema() {
        return Schemas.type("string");
    }

    @Override
    public String words() {
        return "secret";
    }
}
