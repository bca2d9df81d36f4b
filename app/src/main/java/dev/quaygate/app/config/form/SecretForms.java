package dev.quaygate.app.config.form;

import dev.quaygate.app.config.settings.Secret;
import java.nio.file.Path;

/** Secrets and files that hold them. */
public final class SecretForms {
    private SecretForms() {}

    /** A secret that must be readable now. */
    public static Form<Secret> secret() {
        return new Secrets(false);
    }

    /** A secret whose file we make ourselves when it is missing. */
    public static Form<Secret> ownFile() {
        return new Secrets(true);
    }

    /** The file of a private key: {@code file:/path}, {@code cred:NAME}, or the path alone. */
    public static Form<Path> keyFile() {
        return new ScalarForm<>(
                "secret file",
                "the file of a key",
                "QG1026",
                Schemas.type("string"),
                (scalar, reading) -> {
                    String text = scalar.text();
                    if (text.startsWith("env:") || text.contains("-----BEGIN")) {
                        reading.problems().mask(scalar);
                        throw new Refused(
                                "QG1026",
                                "a private key outside of a file is not supported by this version",
                                "write `file:/path` or `cred:NAME`");
                    }
                    Path path =
                            text.startsWith("cred:")
                                    ? Secrets.credential(text.substring(5), reading)
                                    : reading.resolve(
                                            scalar,
                                            text.startsWith("file:") ? text.substring(5) : text);
                    Paths.warnIfMissing(scalar, path, reading);
                    return path;
                });
    }
}
