package dev.quaygate.app.config.block;

import dev.quaygate.app.config.form.Block;
import dev.quaygate.app.config.form.Endpoints;
import dev.quaygate.app.config.form.Endpoints.Target;
import dev.quaygate.app.config.form.Fields;
import dev.quaygate.app.config.form.Form;
import dev.quaygate.app.config.form.Forms;
import dev.quaygate.app.config.form.Hosts;
import dev.quaygate.app.config.form.Key;
import dev.quaygate.app.config.form.Paths;
import dev.quaygate.app.config.settings.CertificateOverrides;
import dev.quaygate.app.config.settings.ChallengeKind;
import dev.quaygate.app.config.settings.IssuerSettings;
import dev.quaygate.app.config.settings.KeyType;
import dev.quaygate.app.config.settings.TlsMode;
import dev.quaygate.proxy.settings.HealthCheck;
import dev.quaygate.proxy.settings.HostPattern;
import dev.quaygate.proxy.settings.PathPattern;
import dev.quaygate.proxy.settings.RouteAction;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One entry of {@code routes:}. */
final class RouteBlock {
    private static final Key<String> NAME =
            Key.optional(
                    "name",
                    Forms.text("route name", "[!-~]{1,100}"),
                    "host and path",
                    "stable label in logs, metrics, API");
    static final Key<List<HostPattern>> HOST =
            Key.required(
                    "host", Forms.list(Hosts.pattern()), "names of one route share a certificate");
    static final Key<List<PathPattern>> PATH =
            Key.of("path", Forms.list(Paths.pattern()), "/*", "/exact or /prefix/*");
    private static final Key<Integer> PRIORITY =
            Key.of(
                    "priority",
                    Forms.integer(-1_000_000, 1_000_000),
                    "0",
                    "higher first, before any other rule");
    private static final Key<Target> TO =
            Key.optional(
                    "to", Endpoints.target(), "one of to, redirect, respond", "where requests go");
    private static final Key<RouteAction.Redirect> REDIRECT =
            Key.optional("redirect", AnswerBlocks.REDIRECT, "none", "answers with a redirect");
    private static final Key<RouteAction.Respond> RESPOND =
            Key.optional("respond", AnswerBlocks.RESPOND, "none", "answers with fixed content");
    private static final Key<String> STRIP =
            Key.optional("stripPrefix", prefix(), "none", "leading segments cut from the path");
    private static final Key<String> ADD =
            Key.optional("addPrefix", prefix(), "none", "segments put in front of the path");
    private static final Key<AnswerBlocks.Headers> HEADERS =
            Key.optional("headers", AnswerBlocks.HEADERS, "none", "edits of fields, both ways");
    private static final Key<TimeoutsBlock.Overrides> TIMEOUTS =
            Key.optional(
                    "timeouts", TimeoutsBlock.overrides(), "as for all", "any key of timeouts");
    private static final Key<Long> MAX_BODY =
            Key.optional(
                    "maxBody",
                    LimitsBlock.sizeOrOff(),
                    "listen.limits.bodyBytes",
                    "largest request body");
    private static final Key<TlsMode> TLS =
            Key.of(
                    "tls",
                    Forms.choice(
                            Forms.word("auto", new TlsMode.Automatic()),
                            Forms.word("internal", new TlsMode.Internal()),
                            Forms.words(
                                    java.util.Map.of("off", new TlsMode.Off()),
                                    List.of("passthrough")),
                            FilesBlock.FORM),
                    "auto",
                    "where its certificate comes from; off: http only");
    private static final Key<CertificateOverrides> CERTIFICATE =
            Key.optional(
                    "certificate", certificate(), "as for all", "for the names of this route only");
    private static final Key<Boolean> ON_DEMAND =
            Key.of(
                    "onDemand",
                    Forms.bool(),
                    "false",
                    "a certificate per name when a client asks; only `*`, or a wildcard without dns");
    private static final Key<Boolean> LOG =
            Key.of("log", Forms.bool(), "true", "its exchanges are in the access log");
    private static final Key<Optional<HealthCheck>> HEALTH =
            Key.optional(
                    "health", HealthBlock.FORM, "off", "active check of endpoints without a name");

    static final Form<RouteDraft> FORM =
            new Block<>(
                    List.of(
                            NAME,
                            HOST,
                            PATH,
                            PRIORITY,
                            TO,
                            REDIRECT,
                            RESPOND,
                            STRIP,
                            ADD,
                            HEADERS,
                            TIMEOUTS,
                            MAX_BODY,
                            TLS,
                            CERTIFICATE,
                            ON_DEMAND,
                            LOG,
                            HEALTH),
                    List.of(
                            "match",
                            "split",
                            "use",
                            "rewrite",
                            "maintenance",
                            "allow",
                            "deny",
                            "rateLimit",
                            "inFlight",
                            "auth",
                            "cors",
                            "buffer",
                            "compress",
                            "errorPages"),
                    RouteBlock::build);

    private RouteBlock() {}

    private static Form<String> prefix() {
        return Forms.map(Paths.target(), text -> text);
    }

    private static Form<CertificateOverrides> certificate() {
        Key<List<IssuerSettings>> issuers =
                Key.optional("issuers", IssuerBlock.LIST, "as for all", "tried in order");
        Key<String> profile =
                Key.optional(
                        "profile",
                        Forms.text("profile name", "[A-Za-z0-9._-]+"),
                        "as for all",
                        "certificate profile");
        Key<List<KeyType>> keyTypes =
                Key.optional(
                        "keyType",
                        CertificatesBlock.keyTypes(),
                        "as for all",
                        "kind of key, or two of them");
        Key<List<ChallengeKind>> challenges =
                Key.optional(
                        "challenges", IssuerBlock.challenges(), "as for all", "tried in order");
        Key<String> chain =
                Key.optional(
                        "preferredChain",
                        Forms.text("common name"),
                        "as for all",
                        "common name of the wanted root");
        return Block.of(
                List.of(issuers, profile, keyTypes, challenges, chain),
                fields ->
                        new CertificateOverrides(
                                fields.find(issuers).orElse(List.of()),
                                fields.find(profile).filter(p -> !p.equals("auto")).orElse(null),
                                fields.find(keyTypes).orElse(List.of()),
                                fields.find(challenges).orElse(List.of()),
                                fields.find(chain).orElse(null)));
    }

    private static @Nullable RouteDraft build(Fields fields) {
        if (!oneAction(fields) || fields.get(HOST).isEmpty()) {
            return null;
        }
        if (fields.wrote(HEALTH) && !(fields.find(TO).orElse(null) instanceof Target.Nameless)) {
            fields.error("QG1023", HEALTH, "`health` needs endpoints in `to` of the same route")
                    .hint("write it into the pool");
            return null;
        }
        return new RouteDraft(
                fields.node(),
                fields.find(NAME).orElse(""),
                fields.get(HOST),
                fields.get(PATH),
                fields.get(PRIORITY),
                fields.find(TO).orElse(null),
                fields.find(HEALTH).flatMap(health -> health).orElse(null),
                fields.find(REDIRECT)
                        .<RouteAction>map(action -> action)
                        .or(() -> fields.find(RESPOND))
                        .orElse(null),
                fields.find(STRIP).orElse(null),
                fields.find(ADD).orElse(null),
                fields.find(HEADERS).orElse(AnswerBlocks.Headers.NONE),
                fields.find(TIMEOUTS).orElse(base -> base),
                fields.find(MAX_BODY).orElse(null),
                fields.get(TLS),
                fields.wrote(TLS),
                fields.find(CERTIFICATE).orElse(CertificateOverrides.NONE),
                fields.get(ON_DEMAND),
                fields.get(LOG));
    }

    private static boolean oneAction(Fields fields) {
        List<Key<?>> written =
                List.<Key<?>>of(TO, REDIRECT, RESPOND).stream().filter(fields::wrote).toList();
        if (written.isEmpty()) {
            fields.reading()
                    .problems()
                    .error(
                            "QG1008",
                            fields.place(HOST),
                            fields.node().path(),
                            "a route needs one of `to`, `redirect`, `respond`")
                    .hint("add for example `to: 3000`");
        } else if (written.size() > 1) {
            fields.reading()
                    .problems()
                    .error(
                            "QG1023",
                            fields.place(written.get(1)),
                            fields.node(written.get(1)).path(),
                            "`%s` and `%s` exclude each other"
                                    .formatted(written.get(0).name(), written.get(1).name()))
                    .hint("keep one of them");
        }
        return written.size() == 1;
    }
}
