package dev.quaygate.app.config.block;

import dev.quaygate.app.config.form.Block;
import dev.quaygate.app.config.form.Fields;
import dev.quaygate.app.config.form.Form;
import dev.quaygate.app.config.form.Forms;
import dev.quaygate.app.config.form.Hosts;
import dev.quaygate.app.config.form.Key;
import dev.quaygate.app.config.form.Refused;
import dev.quaygate.app.config.source.Node;
import dev.quaygate.proxy.settings.HostPattern;
import dev.quaygate.proxy.settings.Hsts;
import dev.quaygate.proxy.settings.TlsSettings;
import dev.quaygate.proxy.settings.TlsSettings.Version;
import dev.quaygate.proxy.settings.UnknownName;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** {@code tls:}. */
final class TlsBlock {
    private static final Key<Version> MIN =
            Key.of(
                    "min",
                    Forms.words(
                            new TreeMap<>(Map.of("1.2", Version.TLS_1_2, "1.3", Version.TLS_1_3))),
                    "1.2",
                    "lowest version, in quotes");
    private static final Key<List<String>> CIPHERS =
            Key.required(
                    "ciphers",
                    Forms.list(Forms.text("cipher suite", "TLS_[A-Z0-9_]+")),
                    "TLS 1.2 suites by IANA name, in order");
    private static final Key<List<String>> POLICY =
            Key.of(
                    "policy",
                    Forms.choice(
                            Forms.word("modern", List.<String>of()),
                            Block.of(List.of(CIPHERS), fields -> fields.get(CIPHERS))),
                    "modern",
                    "forward secrecy and AEAD only");
    private static final Key<List<String>> GROUPS =
            Key.of(
                    "groups",
                    Forms.list(
                            Forms.words(
                                    new TreeMap<>(
                                            Map.of(
                                                    "X25519MLKEM768", "X25519MLKEM768",
                                                    "x25519", "x25519",
                                                    "secp256r1", "secp256r1",
                                                    "secp384r1", "secp384r1")))),
                    List.of("X25519MLKEM768", "x25519", "secp256r1"),
                    "key exchange groups, in order");
    private static final Key<List<String>> ALPN =
            Key.of(
                    "alpn",
                    Forms.list(
                            Forms.words(new TreeMap<>(Map.of("h2", "h2", "http/1.1", "http/1.1")))),
                    List.of("h2", "http/1.1"),
                    "protocols, in order");

    private static final Key<Duration> MAX_AGE =
            Key.of("maxAge", Forms.duration(), "180d", "how long browsers remember");
    private static final Key<Boolean> SUBDOMAINS =
            Key.of("includeSubdomains", Forms.bool(), "false", "for every name below too");
    private static final Key<Boolean> PRELOAD =
            Key.of("preload", Forms.bool(), "false", "asks for the browsers' built-in list");
    private static final Key<Optional<Hsts>> HSTS =
            Key.of(
                    "hsts",
                    Forms.choice(
                            Forms.off(Optional.<Hsts>empty()),
                            Block.of(
                                    List.of(MAX_AGE, SUBDOMAINS, PRELOAD),
                                    fields ->
                                            Optional.of(
                                                    new Hsts(
                                                            fields.get(MAX_AGE),
                                                            fields.get(SUBDOMAINS),
                                                            fields.get(PRELOAD))))),
                    "off",
                    "Strict-Transport-Security of every https route");

    private static final Key<Duration> ROTATE =
            Key.of(
                    "rotate",
                    Forms.duration(Duration.ofSeconds(1), Duration.ofDays(30)),
                    "12h",
                    "how long a ticket key encrypts");
    private static final Key<Integer> KEEP =
            Key.of(
                    "keep",
                    Forms.integer(0, 8),
                    "2",
                    "older keys that still decrypt, each for another `rotate`");
    private static final Key<Tickets> TICKETS =
            Key.block(
                    "tickets",
                    Forms.choice(
                            Forms.off(new Tickets(Duration.ZERO, 0)),
                            Block.of(
                                    List.of(ROTATE, KEEP),
                                    fields -> new Tickets(fields.get(ROTATE), fields.get(KEEP)))),
                    "session tickets");
    private static final Key<UnknownName> UNKNOWN =
            Key.of(
                    "unknownName",
                    Forms.choice(
                            Forms.word("refuse", (UnknownName) new UnknownName.Refuse()),
                            Forms.map(Hosts.pattern(), TlsBlock::show)),
                    "refuse",
                    "a TLS name that no route names, or none: no certificate, or the one of a host"
                            + " of yours");
    private static final Key<Boolean> STRICT =
            Key.of(
                    "strictHost",
                    Forms.bool(),
                    "true",
                    "a Host outside the connection's certificate is answered 421");

    static final Form<Tls> FORM =
            new Block<>(
                    List.of(MIN, POLICY, GROUPS, ALPN, HSTS, TICKETS, UNKNOWN, STRICT),
                    List.of("provider", "clientAuth"),
                    TlsBlock::build);

    private TlsBlock() {}

    /**
     * What the block says.
     *
     * @param unknownName where the host stands that is shown for unknown names
     */
    record Tls(TlsSettings settings, Optional<Hsts> hsts, Node unknownName) {}

    private record Tickets(Duration rotate, int keep) {}

    private static Tls build(Fields fields) {
        Tickets tickets = fields.get(TICKETS);
        return new Tls(
                new TlsSettings(
                        fields.get(MIN),
                        fields.get(POLICY),
                        fields.get(GROUPS),
                        fields.get(ALPN),
                        tickets.rotate(),
                        tickets.keep(),
                        fields.get(UNKNOWN),
                        fields.get(STRICT)),
                fields.get(HSTS),
                fields.node(UNKNOWN));
    }

    private static UnknownName show(HostPattern host) {
        if (host instanceof HostPattern.Any) {
            throw new Refused("QG1015", "`*` is not one host", "write a host that a route names");
        }
        return new UnknownName.Show(host.toString());
    }
}
