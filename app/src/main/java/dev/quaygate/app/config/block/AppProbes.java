package dev.quaygate.app.config.block;

import dev.quaygate.app.config.form.Fields;
import dev.quaygate.app.config.form.Form;
import dev.quaygate.app.config.form.Forms;
import dev.quaygate.app.config.form.Key;
import dev.quaygate.app.config.form.Paths;
import dev.quaygate.workers.settings.Command;
import dev.quaygate.workers.settings.Probe;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code ready:} and {@code health:} of an app. */
final class AppProbes {
    private static final Key<String> HTTP =
            Key.optional("http", Paths.target(), "none", "GET of this path has a good status");
    private static final Key<Boolean> TCP =
            Key.optional("tcp", Forms.bool(), "true without http and command", "it accepts");
    private static final Key<Command> COMMAND =
            Key.optional("command", AppForms.command(), "none", "ends with 0");
    private static final Key<Statuses> EXPECT =
            Key.of("expect", Statuses.FORM, "200-399", "good statuses");
    private static final Key<Duration> READY_EVERY =
            Key.of("every", Forms.duration(), "500ms", "time between two questions");
    private static final Key<Duration> WITHIN =
            Key.of("within", Forms.duration(), "60s", "of its start, else it counts as failed");

    static final Form<Probe.Ready> READY =
            Forms.choice(
                    AppForms.block(
                            List.of(HTTP, TCP, COMMAND, EXPECT, READY_EVERY, WITHIN),
                            AppProbes::ready),
                    Forms.map(
                            Paths.target(),
                            path ->
                                    new Probe.Ready(
                                            new Probe.Http(path, 200, 399),
                                            Probe.Ready.DEFAULT.every(),
                                            Probe.Ready.DEFAULT.within())));

    private static final Key<String> PATH =
            Key.optional("path", Paths.target(), "as ready", "GET of this path has a good status");
    private static final Key<Duration> EVERY =
            Key.of("every", Forms.duration(), "5s", "time between two questions");
    private static final Key<Duration> TIMEOUT =
            Key.of("timeout", Forms.duration(), "2s", "for one answer");
    private static final Key<Integer> FALL =
            Key.of("fall", Forms.integer(1, 1000), "3", "failures in a row until it is replaced");

    static final Form<Health> HEALTH =
            Forms.choice(
                    Forms.off((Health) _ -> null),
                    AppForms.block(List.of(PATH, EXPECT, EVERY, TIMEOUT, FALL), AppProbes::health),
                    Forms.map(
                            Paths.target(), path -> _ -> standard(new Probe.Http(path, 200, 399))));

    private AppProbes() {}

    /** What is asked of a worker that is ready, once it is known what was asked before. */
    interface Health {
        /** Null for nothing. */
        Probe.@Nullable Health after(Probe.Ready ready);
    }

    /** Without the key: the question of {@code ready}, unless that is a command. */
    static Probe.@Nullable Health same(Probe.Ready ready) {
        return ready.probe() instanceof Probe.Run ? null : standard(ready.probe());
    }

    private static Probe.Health standard(Probe probe) {
        return new Probe.Health(probe, Duration.ofSeconds(5), Duration.ofSeconds(2), 3);
    }

    private static Probe.@Nullable Ready ready(Fields fields) {
        List<Key<?>> written =
                List.<Key<?>>of(HTTP, TCP, COMMAND).stream().filter(fields::wrote).toList();
        if (written.size() > 1) {
            fields.error(
                            "QG1023",
                            written.get(1),
                            "`%s` and `%s` exclude each other"
                                    .formatted(written.get(0).name(), written.get(1).name()))
                    .hint("keep one of them");
            return null;
        }
        Statuses expect = fields.get(EXPECT);
        Probe probe =
                fields.find(HTTP)
                        .<Probe>map(path -> new Probe.Http(path, expect.lowest(), expect.highest()))
                        .or(() -> fields.find(COMMAND).map(Probe.Run::new))
                        .orElse(new Probe.Connect());
        return new Probe.Ready(probe, fields.get(READY_EVERY), fields.get(WITHIN));
    }

    private static Health health(Fields fields) {
        Statuses expect = fields.get(EXPECT);
        Optional<Probe> own =
                fields.find(PATH)
                        .map(path -> new Probe.Http(path, expect.lowest(), expect.highest()));
        // Built once here, so that a value out of range is reported at its place.
        var every =
                new Probe.Health(
                        new Probe.Connect(),
                        fields.get(EVERY),
                        fields.get(TIMEOUT),
                        fields.get(FALL));
        return ready ->
                new Probe.Health(
                        own.orElse(ready.probe()), every.every(), every.timeout(), every.fall());
    }
}
