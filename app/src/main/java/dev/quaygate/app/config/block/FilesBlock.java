package dev.quaygate.app.config.block;

import dev.quaygate.app.config.form.Block;
import dev.quaygate.app.config.form.Form;
import dev.quaygate.app.config.form.Key;
import dev.quaygate.app.config.form.Paths;
import dev.quaygate.app.config.form.SecretForms;
import dev.quaygate.app.config.settings.TlsMode;
import java.nio.file.Path;
import java.util.List;

/** {@code {cert, key}}. */
final class FilesBlock {
    private static final Key<Path> CERT =
            Key.required("cert", Paths.existing(), "PEM certificate and its chain");
    private static final Key<Path> KEY =
            Key.required("key", SecretForms.keyFile(), "PEM private key: file:/path or cred:NAME");

    static final Form<TlsMode.Files> FORM =
            Block.of(
                    List.of(CERT, KEY),
                    fields -> new TlsMode.Files(fields.get(CERT), fields.get(KEY)));

    private FilesBlock() {}
}
