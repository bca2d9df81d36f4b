package dev.quaygate.app.config.block;

import dev.quaygate.app.config.form.Endpoints;
import dev.quaygate.app.config.form.Fields;
import dev.quaygate.app.config.form.Form;
import dev.quaygate.app.config.form.Forms;
import dev.quaygate.app.config.form.Key;
import dev.quaygate.app.config.form.OwnDirectory;
import dev.quaygate.app.config.form.Paths;
import dev.quaygate.proxy.settings.QueueSettings;
import dev.quaygate.workers.settings.AppSettings;
import dev.quaygate.workers.settings.AppSettings.Listen;
import dev.quaygate.workers.settings.AppSettings.Logs;
import dev.quaygate.workers.settings.AppSettings.Ports;
import dev.quaygate.workers.settings.AppSettings.Recycle;
import dev.quaygate.workers.settings.AppSettings.Rolling;
import dev.quaygate.workers.settings.AppSettings.Stop;
import dev.quaygate.workers.settings.Command;
import dev.quaygate.workers.settings.MemoryLimits;
import dev.quaygate.workers.settings.PrestartStep;
import dev.quaygate.workers.settings.Probe;
import dev.quaygate.workers.settings.RestartPolicy;
import dev.quaygate.workers.settings.Utilisation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One entry of {@code apps:}. Its name is set by the caller. */
final class AppBlock {
    private static final String ACCOUNT = "[A-Za-z0-9_][A-Za-z0-9._-]{0,31}";

    private static final Key<Command> COMMAND =
            Key.required(
                    "command",
                    AppForms.command(),
                    "a list is executed as it is, text by /bin/sh -c; {socket} {port} {worker}"
                            + " {release} are replaced");
    private static final Key<Integer> WORKERS =
            Key.of(
                    "workers",
                    Forms.choice(Forms.word("auto", 0), Forms.integer(1, 1000)),
                    "1",
                    "processes; auto = as many as processors and memory allow");
    private static final Key<Optional<Listen>> LISTEN =
            Key.of("listen", listen(), "auto", listens());
    private static final Key<Ports> PORTS =
            Key.of(
                    "ports",
                    Forms.map(
                            Forms.text(
                                    "range of ports",
                                    "[0-9]{1,5}-[0-9]{1,5}",
                                    "write for example `20000-29999`"),
                            AppBlock::ports),
                    "20000-29999",
                    "where {port} is taken from, on loopback");
    private static final Key<Path> CWD =
            Key.optional(
                    "cwd",
                    Paths.file(),
                    "directory of the file",
                    "where it runs; a symbolic link is resolved for each release");
    private static final Key<String> USER =
            Key.optional(
                    "user",
                    Forms.text("user name", ACCOUNT, "write a name or a number"),
                    "our own",
                    "whom it runs as");
    private static final Key<String> GROUP =
            Key.optional(
                    "group",
                    Forms.text("group name", ACCOUNT, "write a name or a number"),
                    "the user's",
                    "group that it runs with");
    private static final Key<String> UMASK =
            Key.of(
                    "umask",
                    Forms.text("umask", "0?[0-7]{3}", "write for example `\"027\"`"),
                    "027",
                    "octal");
    private static final Key<AppProcess.Limits> LIMITS =
            Key.block("limits", AppProcess.LIMITS, "of each process");
    private static final Key<Map<String, String>> ENV =
            Key.optional(
                    "env",
                    Forms.map("variable name", "[A-Za-z_][A-Za-z0-9_]*", Forms.environmentValue()),
                    "none",
                    "beside PATH, HOME, LANG and TZ nothing else is passed on");
    private static final Key<List<Path>> ENV_FILE =
            Key.optional(
                    "envFile",
                    Forms.list(Paths.existing()),
                    "none",
                    "files of KEY=value lines, read at each start of a worker");
    private static final Key<String> RELEASE =
            Key.of("release", Forms.text("release"), "auto", "auto = real path of cwd");
    private static final Key<List<PrestartStep>> PRESTART =
            Key.optional(
                    "prestart",
                    AppSteps.FORM,
                    "none",
                    "run in order before the first worker of a release; text alone is a step");
    private static final Key<Probe.Ready> READY =
            Key.optional(
                    "ready",
                    AppProbes.READY,
                    "its address accepts connections",
                    "when a worker gets requests; a path alone is an http question");
    private static final Key<AppProbes.Health> HEALTH =
            Key.optional(
                    "health",
                    AppProbes.HEALTH,
                    "asks what ready asks, unless that is a command",
                    "a worker that does not answer is replaced");
    private static final Key<RestartPolicy> RESTART =
            Key.block("restart", AppPolicies.RESTART, "of a worker that ended");
    private static final Key<MemoryLimits> MEMORY =
            Key.of(
                    "memory",
                    AppCapacity.MEMORY,
                    "off",
                    "of one worker with its children; a size alone is hard");
    private static final Key<Recycle> RECYCLE =
            Key.block("recycle", AppPolicies.RECYCLE, "of workers that are well");
    private static final Key<Rolling> ROLLING =
            Key.block("rolling", AppPolicies.ROLLING, "how all are replaced");
    private static final Key<Stop> STOP = Key.block("stop", AppPolicies.STOP, "how a worker ends");
    private static final Key<List<String>> AFTER =
            Key.of(
                    "after",
                    Forms.list(Forms.text("app name", Endpoints.POOL_NAME)),
                    List.of(),
                    "apps that must be ready first");
    private static final Key<Utilisation> UTILISATION =
            Key.block("utilisation", AppCapacity.UTILISATION, "in which band workers are right");
    private static final Key<Optional<Duration>> IDLE =
            Key.of(
                    "idle",
                    Forms.choice(
                            Forms.off(Optional.<Duration>empty()),
                            Forms.map(
                                    Forms.duration(Duration.ofSeconds(1), Duration.ofDays(365)),
                                    Optional::of)),
                    "off",
                    "without a request for so long all workers end; the next request starts them");
    private static final Key<Optional<QueueSettings>> QUEUE =
            Key.block("queue", QueueBlock.FORM, "requests wait while no worker can take them");
    private static final Key<Logs> LOGS = Key.block("logs", AppProcess.LOGS, "what workers print");

    static final Form<AppDraft> FORM =
            new OwnDirectory<>(
                    AppForms.block(
                            keys(),
                            List.of(
                                    "maxRequests",
                                    "timeouts",
                                    "slowStart",
                                    "panic",
                                    "tls",
                                    "proxyProtocol"),
                            AppBlock::build),
                    CWD.name());

    private AppBlock() {}

    private static List<Key<?>> keys() {
        var keys =
                new ArrayList<Key<?>>(
                        List.of(
                                COMMAND,
                                WORKERS,
                                LISTEN,
                                PORTS,
                                CWD,
                                USER,
                                GROUP,
                                UMASK,
                                LIMITS,
                                ENV,
                                ENV_FILE,
                                RELEASE,
                                PRESTART,
                                READY,
                                HEALTH,
                                RESTART,
                                MEMORY,
                                RECYCLE,
                                ROLLING,
                                STOP,
                                AFTER,
                                UTILISATION,
                                IDLE,
                                LOGS,
                                QUEUE));
        keys.addAll(PoolKeys.ALL);
        return keys;
    }

    private static Form<Optional<Listen>> listen() {
        var words = new LinkedHashMap<String, Optional<Listen>>();
        words.put("auto", Optional.empty());
        words.put("socket", Optional.of(Listen.SOCKET));
        words.put("port", Optional.of(Listen.PORT));
        return Forms.words(words);
    }

    private static String listens() {
        return "auto = socket if command or env name {socket}, else port";
    }

    private static Ports ports(String text) {
        String[] ends = text.split("-", 2);
        return AppForms.known(
                () -> new Ports(Integer.parseInt(ends[0]), Integer.parseInt(ends[1])));
    }

    // NullAway does not see the annotation of a nested type in a constructor of another module.
    @SuppressWarnings("NullAway")
    private static @Nullable AppDraft build(Fields fields) {
        if (!maySwitch(fields) || !placesAreThere(fields)) {
            return null;
        }
        Probe.Ready ready = fields.find(READY).orElse(Probe.Ready.DEFAULT);
        String release = fields.get(RELEASE);
        var settings =
                new AppSettings(
                        AppDraft.UNNAMED,
                        fields.get(COMMAND),
                        fields.get(WORKERS),
                        fields.get(LISTEN).orElseGet(() -> needed(fields)),
                        fields.get(PORTS),
                        fields.get(CWD),
                        fields.get(LIMITS)
                                .identity(
                                        fields.find(USER).orElse(null),
                                        fields.find(GROUP).orElse(null),
                                        Integer.parseInt(fields.get(UMASK), 8)),
                        fields.find(ENV).orElse(Map.of()),
                        fields.find(ENV_FILE).orElse(List.of()),
                        release.equals("auto") ? null : release,
                        fields.find(PRESTART).orElse(List.of()),
                        ready,
                        fields.find(HEALTH)
                                .map(health -> Optional.ofNullable(health.after(ready)))
                                .orElseGet(() -> Optional.ofNullable(AppProbes.same(ready)))
                                .orElse(null),
                        fields.get(RESTART),
                        fields.get(MEMORY),
                        fields.get(RECYCLE),
                        fields.get(ROLLING),
                        fields.get(STOP),
                        fields.get(AFTER),
                        fields.get(UTILISATION),
                        fields.get(LOGS),
                        fields.get(IDLE).orElse(null));
        return new AppDraft(
                fields.node(), settings, PoolKeys.of(fields), fields.get(QUEUE).orElse(null));
    }

    private static Listen needed(Fields fields) {
        return names(fields, "{socket}") ? Listen.SOCKET : Listen.PORT;
    }

    private static boolean names(Fields fields, String place) {
        return fields.get(COMMAND).mentions(place)
                || fields.find(ENV).orElse(Map.of()).values().stream()
                        .anyMatch(value -> value.contains(place));
    }

    /** A place that is not given would reach the command as it is written. */
    private static boolean placesAreThere(Fields fields) {
        Listen listen = fields.get(LISTEN).orElseGet(() -> needed(fields));
        String missing = listen == Listen.SOCKET ? "{port}" : "{socket}";
        if (!names(fields, missing)) {
            return true;
        }
        String word = listen == Listen.SOCKET ? "socket" : "port";
        fields.error(
                        "QG1023",
                        fields.wrote(LISTEN) ? LISTEN : COMMAND,
                        "`" + missing + "` is not there with `listen: " + word + "`")
                .hint("use `{" + word + "}` alone, or change `listen`");
        return false;
    }

    private static boolean maySwitch(Fields fields) {
        var rights = UserRights.ofProcess();
        Optional<Key<String>> refused =
                fields.find(USER).filter(user -> !rights.allows(user)).isPresent()
                        ? Optional.of(USER)
                        : fields.wrote(GROUP) && !rights.maySwitch()
                                ? Optional.of(GROUP)
                                : Optional.empty();
        refused.ifPresent(key ->
                fields.error(
                                "QG2011",
                                key,
                                "`"
                                        + rights.self()
                                        + "` may not start processes as `"
                                        + fields.find(key).orElse("")
                                        + "`")
                        .hint("start as root or with CAP_SETUID and CAP_SETGID, or remove it"));
        return refused.isEmpty();
    }
}
