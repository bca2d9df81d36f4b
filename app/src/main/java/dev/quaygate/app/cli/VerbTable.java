package dev.quaygate.app.cli;

import static dev.quaygate.app.cli.ExitCode.ATTENTION;
import static dev.quaygate.app.cli.ExitCode.CANNOT_BIND;
import static dev.quaygate.app.cli.ExitCode.CONFIGURATION;
import static dev.quaygate.app.cli.ExitCode.FAILED;
import static dev.quaygate.app.cli.ExitCode.REFUSED;
import static dev.quaygate.app.cli.ExitCode.UNREACHABLE;
import static dev.quaygate.app.cli.VerbFacts.alone;
import static dev.quaygate.app.cli.VerbFacts.asks;

import dev.quaygate.app.cli.VerbFacts.Json;
import java.util.List;
import java.util.Optional;

/** The facts of all verbs. A test compares it with the verbs and with the admin endpoint. */
final class VerbTable {
    private static final Json DOCUMENT = new Json.Document();
    private static final Json SERVES =
            new Json.None(
                    "it serves until it is ended; `log.format: json` is its log for programs");
    private static final Json IS_JSON = new Json.None("what it prints is JSON always");
    private static final Json FILES =
            new Json.None("what it leaves are files, and the exit status says whether it did");

    static final List<VerbFacts> ALL =
            List.of(
                    alone("run", SERVES, FAILED, CONFIGURATION, CANNOT_BIND),
                    alone("proxy", SERVES, FAILED, CONFIGURATION, CANNOT_BIND, REFUSED),
                    new VerbFacts(
                            "check",
                            DOCUMENT,
                            alone("check", DOCUMENT, CONFIGURATION).exits(),
                            List.of("POST /v1/config:check")),
                    asks("reload", List.of(CONFIGURATION, CANNOT_BIND), "POST /v1/config:reload"),
                    asks("status", List.of(ATTENTION), "GET /v1/status"),
                    asks("events", List.of(), "GET /v1/events"),
                    asks(
                            "certs",
                            List.of(),
                            "GET /v1/certificates",
                            "GET /v1/certificates/{}",
                            "GET /v1/certificates/{}/events"),
                    asks("certs check", List.of(ATTENTION), "GET /v1/certificates"),
                    asks("certs renew", List.of(), "POST /v1/certificates/{}:renew"),
                    asks("certs revoke", List.of(), "POST /v1/certificates/{}:revoke"),
                    asks("certs forget", List.of(), "POST /v1/certificates/{}:forget"),
                    asks("certs prune", List.of(), "POST /v1/certificates:prune"),
                    asks("certs change-key", List.of(), "POST /v1/issuers/{}:changeKey"),
                    asks("certs orders", List.of(), "GET /v1/orders"),
                    asks("certs issuers", List.of(), "GET /v1/issuers"),
                    asks(
                            "certs preflight",
                            List.of(ATTENTION),
                            "POST /v1/certificates/{}:preflight"),
                    asks("certs dns-record", List.of(), "POST /v1/certificates/{}:dns-record"),
                    pem("certs export", "GET /v1/certificates/{}/pem"),
                    asks("routes", List.of(), "GET /v1/routes"),
                    asks("pools", List.of(), "GET /v1/pools", "GET /v1/pools/{}"),
                    asks("apps", List.of(), "GET /v1/apps", "GET /v1/apps/{}"),
                    operates("apps restart", "POST /v1/apps/{}:restart"),
                    operates("apps start", "POST /v1/apps/{}:start"),
                    operates("apps stop", "POST /v1/apps/{}:stop"),
                    operates("apps scale", "POST /v1/apps/{}:scale"),
                    operates("apps deploy", "POST /v1/apps/{}:deploy"),
                    operates("apps rollback", "POST /v1/apps/{}:rollback"),
                    asks("apps logs", List.of(), "GET /v1/apps/{}/logs"),
                    asks("apps prestart", List.of(), "GET /v1/apps/{}/prestart"),
                    asks("apps advise", List.of(), "GET /v1/apps/{}/advice"),
                    asks("config show", List.of(CONFIGURATION), "GET /v1/config"),
                    new VerbFacts(
                            "config schema",
                            IS_JSON,
                            alone("config schema", IS_JSON).exits(),
                            List.of("GET /v1/schema")),
                    asks("why", List.of(), "GET /v1/requests/{}"),
                    asks("explain", List.of(), "POST /v1/explain"),
                    asks("trust", List.of(), "GET /v1/ca/root.pem"),
                    asks("untrust", List.of(), "GET /v1/ca/root.pem"),
                    asks("doctor", List.of(ATTENTION), "GET /v1/doctor"),
                    alone("storage fsck", DOCUMENT, FAILED, CONFIGURATION, ATTENTION),
                    alone("storage export", DOCUMENT, FAILED, CONFIGURATION, REFUSED),
                    alone("storage import", DOCUMENT, FAILED, CONFIGURATION, ATTENTION),
                    alone("service install", FILES, FAILED, CANNOT_BIND, REFUSED),
                    alone("service uninstall", FILES, FAILED, CANNOT_BIND, REFUSED),
                    alone("version", DOCUMENT));

    private VerbTable() {}

    /** Facts of a verb; empty for groups, which only have verbs below them. */
    static Optional<VerbFacts> of(String verb) {
        return ALL.stream().filter(facts -> facts.verb().equals(verb)).findFirst();
    }

    /** What takes long: it is begun, then watched to its end. */
    private static VerbFacts operates(String verb, String operation) {
        return asks(verb, List.of(), operation, "GET /v1/operations/{}");
    }

    private static VerbFacts pem(String verb, String operation) {
        return new VerbFacts(
                verb,
                new Json.None("what it prints is PEM"),
                asks(verb, List.of(UNREACHABLE, CONFIGURATION, REFUSED)).exits(),
                List.of(operation));
    }
}
