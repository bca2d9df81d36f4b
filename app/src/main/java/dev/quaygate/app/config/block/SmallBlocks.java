package dev.quaygate.app.config.block;

import dev.quaygate.app.config.form.Block;
import dev.quaygate.app.config.form.Form;
import dev.quaygate.app.config.form.Forms;
import dev.quaygate.app.config.form.Key;
import dev.quaygate.app.config.settings.ReloadSettings;
import dev.quaygate.proxy.settings.MetricsSettings;
import dev.quaygate.proxy.settings.ProcessSettings;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** {@code reload:}, {@code metrics:}, {@code process:}. */
final class SmallBlocks {
    private static final Key<Boolean> WATCH =
            Key.of("watch", Forms.bool(), "true", "changed files are taken over by themselves");
    private static final Key<Duration> SETTLE =
            Key.of(
                    "settle",
                    Forms.duration(Duration.ofMillis(10), Duration.ofMinutes(1)),
                    "200ms",
                    "quiet time before a changed file is read");
    private static final Key<ReloadSettings.DropIns> DROP_INS =
            Key.of(
                    "dropIns",
                    Forms.words(ReloadSettings.DropIns.class, Forms::camelCase),
                    "isolate",
                    "a broken included file harms only itself, or refuses everything");
    static final Form<ReloadSettings> RELOAD =
            new Block<>(
                    List.of(WATCH, SETTLE, DROP_INS),
                    List.of("keepRevisions"),
                    fields ->
                            new ReloadSettings(
                                    fields.get(WATCH), fields.get(SETTLE), fields.get(DROP_INS)));

    private static final Key<Boolean> PER_ROUTE =
            Key.of(
                    "perRoute",
                    Forms.bool(),
                    "true",
                    "series for each route; false: one for all, without the label `route`");
    private static final Key<Boolean> PER_ENDPOINT =
            Key.of(
                    "perEndpoint",
                    Forms.bool(),
                    "true",
                    "series for each endpoint; false: gauges by pool, no counters of endpoints");
    static final Form<MetricsSettings> METRICS =
            Block.of(
                    List.of(PER_ROUTE, PER_ENDPOINT),
                    fields -> new MetricsSettings(fields.get(PER_ROUTE), fields.get(PER_ENDPOINT)));

    private static final Key<Integer> LOOPS =
            Key.of(
                    "eventLoops",
                    Forms.choice(Forms.word("auto", 0), Forms.integer(1, 1024)),
                    "auto",
                    "auto = one per processor that this process may use");
    private static final Key<ProcessSettings.Transport> TRANSPORT =
            Key.of(
                    "transport",
                    Forms.words(
                            ProcessSettings.Transport.class,
                            t -> t.name().toLowerCase(Locale.ROOT)),
                    "epoll",
                    "how sockets are driven");
    static final Form<ProcessSettings> PROCESS =
            Block.of(
                    List.of(LOOPS, TRANSPORT),
                    fields ->
                            new ProcessSettings(
                                    fields.get(LOOPS) == 0
                                            ? Runtime.getRuntime().availableProcessors()
                                            : fields.get(LOOPS),
                                    fields.get(TRANSPORT)));

    private SmallBlocks() {}
}
