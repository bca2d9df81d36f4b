package dev.quaygate.app.config.block;

import dev.quaygate.app.config.form.Fields;
import dev.quaygate.app.config.form.Form;
import dev.quaygate.app.config.form.Forms;
import dev.quaygate.app.config.form.Key;
import dev.quaygate.workers.settings.AppSettings.Recycle;
import dev.quaygate.workers.settings.AppSettings.Rolling;
import dev.quaygate.workers.settings.AppSettings.Stop;
import dev.quaygate.workers.settings.RestartPolicy;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code restart:}, {@code recycle:}, {@code rolling:} and {@code stop:} of an app. */
final class AppPolicies {
    private static final Key<Duration> FIRST =
            Key.of("first", Forms.duration(), "1s", "pause after the first end");
    private static final Key<Duration> LONGEST =
            Key.of("max", Forms.duration(), "60s", "longest pause");
    private static final Key<Double> FACTOR =
            Key.of("factor", Forms.decimal(1, 10), "2", "by which each pause is longer");
    private static final Key<Integer> RESTART_JITTER =
            Key.of("jitter", Forms.percent(), "20%", "each pause is changed by up to this");
    private static final Key<Duration> STABLE =
            Key.of("stableAfter", Forms.duration(), "60s", "ready for so long: first again");
    private static final Key<Integer> LOOP =
            Key.of("crashLoop", Forms.integer(1, 1000), "5", "ends in a row that are called so");
    static final Form<RestartPolicy> RESTART =
            AppForms.block(
                    List.of(FIRST, LONGEST, FACTOR, RESTART_JITTER, STABLE, LOOP),
                    fields ->
                            new RestartPolicy(
                                    fields.get(FIRST),
                                    fields.get(LONGEST),
                                    fields.get(FACTOR),
                                    fields.get(RESTART_JITTER),
                                    fields.get(STABLE),
                                    fields.get(LOOP)));

    private static final Key<Integer> REQUESTS =
            Key.of(
                    "requests",
                    AppForms.countOrOff(1, 1_000_000_000),
                    "off",
                    "a worker that has answered so many is replaced");
    private static final Key<Optional<Duration>> AGE =
            Key.of(
                    "age",
                    Forms.choice(
                            Forms.off(Optional.<Duration>empty()),
                            Forms.map(Forms.duration(), Optional::of)),
                    "off",
                    "a worker that is older is replaced");
    private static final Key<Integer> RECYCLE_JITTER =
            Key.of("jitter", Forms.percent(), "20%", "spreads them; never two at once");
    static final Form<Recycle> RECYCLE =
            AppForms.block(
                    List.of(REQUESTS, AGE, RECYCLE_JITTER),
                    fields ->
                            new Recycle(
                                    fields.get(REQUESTS),
                                    fields.get(AGE).orElse(null),
                                    fields.get(RECYCLE_JITTER)));

    private static final Key<Boolean> ORDER =
            Key.of(
                    "order",
                    Forms.words(orders()),
                    "startFirst",
                    "a new worker is ready before an old one drains, or the other way round");
    private static final Key<Integer> SURGE =
            Key.of("surge", Forms.integer(1, 100), "1", "workers replaced at a time");
    private static final Key<Duration> PAUSE =
            Key.of(
                    "pause",
                    Forms.duration(Duration.ZERO, Duration.ofHours(1)),
                    "0s",
                    "between two of them");
    static final Form<Rolling> ROLLING =
            AppForms.block(
                    List.of(ORDER, SURGE, PAUSE),
                    fields -> new Rolling(fields.get(ORDER), fields.get(SURGE), fields.get(PAUSE)));

    private static final Key<String> SIGNAL =
            Key.of("signal", Forms.words(signals()), "TERM", "sent to its process group");
    private static final Key<Duration> GRACE =
            Key.of("grace", upToADay(), "30s", "between the signal and KILL");
    private static final Key<Duration> DRAIN =
            Key.of("drain", upToADay(), "30s", "for requests in flight, before the signal");
    static final Form<Stop> STOP = AppForms.block(List.of(SIGNAL, GRACE, DRAIN), AppPolicies::stop);

    private AppPolicies() {}

    private static Form<Duration> upToADay() {
        return Forms.duration(Duration.ZERO, Duration.ofDays(1));
    }

    private static Stop stop(Fields fields) {
        return new Stop(fields.get(SIGNAL), fields.get(GRACE), fields.get(DRAIN));
    }

    private static Map<String, Boolean> orders() {
        var orders = new LinkedHashMap<String, Boolean>();
        orders.put("startFirst", true);
        orders.put("stopFirst", false);
        return orders;
    }

    private static Map<String, String> signals() {
        var signals = new LinkedHashMap<String, String>();
        for (String name : List.of("TERM", "INT", "QUIT", "HUP", "USR1", "USR2", "WINCH")) {
            signals.put(name, name);
        }
        return signals;
    }
}
