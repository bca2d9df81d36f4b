package dev.quaygate.app.config.block;

import dev.quaygate.app.config.form.Block;
import dev.quaygate.app.config.form.Fields;
import dev.quaygate.app.config.form.Form;
import dev.quaygate.app.config.form.Forms;
import dev.quaygate.app.config.form.Key;
import dev.quaygate.app.config.settings.CertificateSettings.Internal;
import dev.quaygate.app.config.settings.TlsMode;
import dev.quaygate.proxy.settings.CidrSet;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** {@code certificates.internal:}. */
final class InternalBlock {
    private static final String NAME = "(\\*\\.)?[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)*";
    private static final Key<List<String>> NAMES =
            Key.of(
                    "names",
                    Forms.list(Forms.text("name or network", NAME + "|[0-9A-Fa-f.:]+(/[0-9]+)?")),
                    List.of(
                            "localhost",
                            "*.localhost",
                            "*.internal",
                            "*.home.arpa",
                            "10.0.0.0/8",
                            "172.16.0.0/12",
                            "192.168.0.0/16",
                            "127.0.0.0/8",
                            "::1"),
                    "names and networks whose certificates we issue ourselves");
    private static final Key<Duration> LIFE =
            Key.of(
                    "life",
                    Forms.duration(Duration.ofMinutes(1), Duration.ofDays(398)),
                    "7d",
                    "of a leaf certificate");
    private static final Key<Optional<TlsMode.Files>> ROOT =
            Key.of(
                    "root",
                    Forms.choice(
                            Forms.word("generated", Optional.<TlsMode.Files>empty()),
                            Forms.map(FilesBlock.FORM, Optional::of)),
                    "generated",
                    "generated, or your own {cert, key}");

    static final Form<Internal> FORM = Block.of(List.of(NAMES, LIFE, ROOT), InternalBlock::build);

    private InternalBlock() {}

    private static Internal build(Fields fields) {
        List<String> all =
                fields.get(NAMES).stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
        return new Internal(
                all.stream().filter(name -> !isNetwork(name)).toList(),
                CidrSet.of(all.stream().filter(InternalBlock::isNetwork).toList()),
                fields.get(LIFE),
                fields.get(ROOT).orElse(null));
    }

    private static boolean isNetwork(String name) {
        return name.contains(":") || name.matches("[0-9.]+(/[0-9]+)?");
    }
}
