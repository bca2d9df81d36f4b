package dev.quaygate.app.config.block;

import dev.quaygate.app.config.form.Block;
import dev.quaygate.app.config.form.Fields;
import dev.quaygate.app.config.form.Form;
import dev.quaygate.app.config.form.Forms;
import dev.quaygate.app.config.form.Key;
import dev.quaygate.app.config.settings.CertificateSettings.AcmeServing;
import dev.quaygate.app.config.settings.CertificateSettings.Internal;
import dev.quaygate.app.config.settings.IssuerSettings.Eab;
import dev.quaygate.app.config.settings.TlsMode;
import dev.quaygate.proxy.settings.CidrSet;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** {@code certificates.internal:}. */
final class InternalBlock {
    private static final String NAME = "(\\*\\.)?[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)*";
    private static final String ACME_HOST = "acme.internal";
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

    private static final Key<String> HOST =
            Key.of(
                    "host",
                    Forms.text("host name", "[a-z0-9-]+(\\.[a-z0-9-]+)*"),
                    ACME_HOST,
                    "name of the server, one of `names`");
    private static final Key<List<Eab>> EAB =
            Key.of(
                    "eab",
                    Forms.list(IssuerBlock.EAB_FORM),
                    List.of(),
                    "keys that new accounts must be bound to; none: anybody may have one");
    private static final Key<Optional<AcmeServing>> ACME =
            Key.of(
                    "acme",
                    Forms.choice(
                            Forms.map(
                                    Forms.bool(),
                                    on ->
                                            on
                                                    ? Optional.of(
                                                            new AcmeServing(ACME_HOST, List.of()))
                                                    : Optional.<AcmeServing>empty()),
                            Block.of(
                                    List.of(HOST, EAB),
                                    fields ->
                                            Optional.of(
                                                    new AcmeServing(
                                                            fields.get(HOST), fields.get(EAB))))),
                    "false",
                    "give certificates to other machines by ACME at https://HOST/acme/directory");

    static final Form<Internal> FORM =
            Block.of(List.of(NAMES, LIFE, ROOT, ACME), InternalBlock::build);

    private InternalBlock() {}

    private static Internal build(Fields fields) {
        List<String> all =
                fields.get(NAMES).stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
        Optional<AcmeServing> acme = fields.get(ACME);
        acme.map(AcmeServing::host)
                .filter(host -> !isAmong(all, host))
                .ifPresent(host ->
                        fields.error("QG1023", ACME, "`" + host + "` is not one of `names`")
                                .hint("add it to `names`, or write another `host`"));
        return new Internal(
                all.stream().filter(name -> !isNetwork(name)).toList(),
                CidrSet.of(all.stream().filter(InternalBlock::isNetwork).toList()),
                fields.get(LIFE),
                fields.get(ROOT).orElse(null),
                acme.orElse(null));
    }

    private static boolean isAmong(List<String> names, String host) {
        return names.stream()
                .anyMatch(name ->
                        name.equals(host)
                                || name.startsWith("*.") && host.endsWith(name.substring(1)));
    }

    private static boolean isNetwork(String name) {
        return name.contains(":") || name.matches("[0-9.]+(/[0-9]+)?");
    }
}
