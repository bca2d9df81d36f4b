package dev.quaygate.app.config.block;

import dev.quaygate.app.config.form.Block;
import dev.quaygate.app.config.form.Endpoints;
import dev.quaygate.app.config.form.Fields;
import dev.quaygate.app.config.form.Form;
import dev.quaygate.app.config.form.Forms;
import dev.quaygate.app.config.form.Key;
import dev.quaygate.app.config.form.Refused;
import dev.quaygate.app.config.settings.AdminSettings;
import dev.quaygate.app.config.settings.CertificateSettings;
import dev.quaygate.app.config.settings.EventSettings;
import dev.quaygate.app.config.settings.IssuerSettings;
import dev.quaygate.app.config.settings.Preset;
import dev.quaygate.app.config.settings.ReloadSettings;
import dev.quaygate.app.config.settings.StorageSettings;
import dev.quaygate.proxy.settings.MetricsSettings;
import dev.quaygate.proxy.settings.PoolSettings;
import dev.quaygate.proxy.settings.ProcessSettings;
import dev.quaygate.proxy.settings.Timeouts;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The top level of the main file, and of drop-ins. */
final class RootBlock {
    static final Form<String> EMAIL_FORM =
            Forms.text(
                    "e-mail address",
                    "[^\\s@,?&]+@[^\\s@,?&]+\\.[^\\s@,?&]+",
                    "write for example `ops@example.com`");
    private static final Key<Integer> VERSION =
            Key.of(
                    "version",
                    Forms.map(Forms.integer(1, 1_000_000), RootBlock::version),
                    "1",
                    "of this format");
    private static final Key<String> EMAIL =
            Key.optional("email", EMAIL_FORM, "none", "contact for CAs that use one");
    static final Key<List<String>> INCLUDE =
            Key.of(
                    "include",
                    Forms.list(Forms.text("glob")),
                    List.of(),
                    "drop-ins, relative to this file, in lexical order");
    private static final Key<ListenBlock.Listen> LISTEN =
            Key.block("listen", ListenBlock.FORM, "where clients connect");
    private static final Key<Timeouts> TIMEOUTS =
            Key.block("timeouts", TimeoutsBlock.complete(), "durations, or off");
    private static final Key<AdminSettings> ADMIN =
            Key.block("admin", AdminBlock.FORM, "status, metrics and API");
    private static final Key<StorageSettings> STORAGE =
            Key.block("storage", StorageBlock.FORM, "accounts, keys, certificates, revisions");
    private static final Key<CertificateSettings> CERTIFICATES =
            Key.block("certificates", CertificatesBlock.FORM, "who issues, and how");
    private static final Key<TlsBlock.Tls> TLS =
            Key.block("tls", TlsBlock.FORM, "TLS towards clients");
    static final Key<Map<String, PoolSettings>> POOLS =
            Key.block(
                    "pools",
                    Forms.partialMap("pool name", Endpoints.POOL_NAME, PoolBlock.FORM),
                    "endpoints that answer alike, by name");
    static final Key<List<RouteDraft>> ROUTES =
            Key.of(
                    "routes",
                    Forms.strictList(RouteBlock.FORM),
                    List.of(),
                    "the most specific wins, whatever the order");
    static final Key<Map<String, AppDraft>> APPS =
            Key.block(
                    "apps",
                    Forms.partialMap("app name", Endpoints.POOL_NAME, AppBlock.FORM),
                    "applications whose workers are started and watched, by name");
    private static final Key<LogBlock.Logs> LOG =
            Key.block("log", LogBlock.FORM, "program log and access log");
    private static final Key<List<EventSettings>> EVENTS =
            Key.of("events", EventsBlock.LIST, List.of(), "who is told what happens, by webhook");
    private static final Key<MetricsSettings> METRICS =
            Key.block("metrics", SmallBlocks.METRICS, "how many time series there are");
    private static final Key<ReloadSettings> RELOAD =
            Key.block("reload", SmallBlocks.RELOAD, "how changed files are taken over");
    private static final Key<ProcessSettings> PROCESS =
            Key.block("process", SmallBlocks.PROCESS, "fixed for the life of the process");

    private static final List<String> LATER =
            List.of("filters", "tcp", "tracing", "discovery", "tests");

    static final Block<Root> MAIN =
            new Block<>(
                    List.of(
                            VERSION,
                            EMAIL,
                            INCLUDE,
                            LISTEN,
                            TIMEOUTS,
                            ADMIN,
                            STORAGE,
                            CERTIFICATES,
                            TLS,
                            POOLS,
                            ROUTES,
                            APPS,
                            LOG,
                            EVENTS,
                            METRICS,
                            RELOAD,
                            PROCESS),
                    LATER,
                    RootBlock::main);

    /** What an included file may hold. */
    static final Block<Boolean> DROP_IN =
            new Block<>(List.of(POOLS, ROUTES, APPS), List.of("filters", "tcp"), _ -> true);

    private RootBlock() {}

    /** What the main file says. */
    record Root(
            @Nullable String email,
            ListenBlock.Listen listen,
            Timeouts timeouts,
            AdminSettings admin,
            StorageSettings storage,
            CertificateSettings certificates,
            TlsBlock.Tls tls,
            LogBlock.Logs log,
            List<EventSettings> events,
            MetricsSettings metrics,
            ReloadSettings reload,
            ProcessSettings process) {}

    private static int version(int version) {
        if (version > 1) {
            throw new Refused(
                    "QG1003",
                    "version " + version + " is newer than this program",
                    "it reads version 1");
        }
        return version;
    }

    /** Who issues: an address opens the door to a second authority. */
    private static CertificateSettings certificates(Fields fields) {
        CertificateSettings written = fields.get(CERTIFICATES);
        boolean email = fields.wrote(EMAIL);
        if (written.issuers().isEmpty()) {
            var usual = Stream.of(Preset.LETSENCRYPT, Preset.ZEROSSL);
            return written.withIssuers(usual.limit(email ? 2 : 1).map(Preset::plain).toList());
        }
        for (IssuerSettings issuer : written.issuers()) {
            if (issuer.needsCommonEmail() && !email) {
                fields.error("QG1008", CERTIFICATES, IssuerBlock.needsEmail(issuer))
                        .hint(IssuerBlock.ADD_EMAIL);
            }
        }
        return written;
    }

    private static Root main(Fields fields) {
        return new Root(
                fields.find(EMAIL).orElse(null),
                fields.get(LISTEN),
                fields.get(TIMEOUTS),
                fields.get(ADMIN),
                fields.get(STORAGE),
                certificates(fields),
                fields.get(TLS),
                fields.get(LOG),
                fields.get(EVENTS),
                fields.get(METRICS),
                fields.get(RELOAD),
                fields.get(PROCESS));
    }
}
