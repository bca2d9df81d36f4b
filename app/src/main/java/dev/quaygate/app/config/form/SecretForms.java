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
        return new KeyFiles();
    }
}
