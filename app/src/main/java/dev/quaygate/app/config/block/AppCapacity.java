package dev.quaygate.app.config.block;

import dev.quaygate.app.config.form.Fields;
import dev.quaygate.app.config.form.Form;
import dev.quaygate.app.config.form.Forms;
import dev.quaygate.app.config.form.Key;
import dev.quaygate.workers.settings.MemoryLimits;
import dev.quaygate.workers.settings.Utilisation;
import java.time.Duration;
import java.util.List;

/** {@code memory:} and {@code utilisation:} of an app. */
final class AppCapacity {
    private static final long SMALLEST = 1L << 20;
    private static final long LARGEST = 1L << 50;

    private static final Key<Integer> SOFT =
            Key.of(
                    "soft",
                    Forms.choice(Forms.off(0), Forms.percent()),
                    "90%",
                    "of hard: above it a worker is replaced gracefully");
    private static final Key<Long> HARD =
            Key.of(
                    "hard",
                    Forms.choice(Forms.off(0L), Forms.size(SMALLEST, LARGEST)),
                    "off",
                    "above it a worker is ended at once");
    private static final Key<MemoryLimits.Measure> MEASURE =
            Key.of(
                    "measure",
                    Forms.words(MemoryLimits.Measure.class, Forms::camelCase),
                    "pss",
                    "pss counts a page that n processes share as 1/n, rss as a whole");
    private static final Key<Boolean> OVERCOMMIT =
            Key.of("overcommit", Forms.bool(), "false", "all workers start even if not all fit");
    static final Form<MemoryLimits> MEMORY =
            Forms.choice(
                    Forms.off(MemoryLimits.NONE),
                    AppForms.block(
                            List.of(SOFT, HARD, MEASURE, OVERCOMMIT),
                            fields ->
                                    new MemoryLimits(
                                            fields.get(HARD),
                                            fields.get(SOFT),
                                            fields.get(MEASURE),
                                            fields.get(OVERCOMMIT))),
                    Forms.map(
                            Forms.size(SMALLEST, LARGEST),
                            hard -> new MemoryLimits(hard, 90, MemoryLimits.Measure.PSS, false)));

    private static final Key<String> TARGET =
            Key.of(
                    "target",
                    Forms.text(
                            "band of use",
                            "[0-9]{1,2}%-[0-9]{1,3}%",
                            "write for example `50%-90%`"),
                    "50%-90%",
                    "below it there are too many workers, above it too few");
    private static final Key<Utilisation.Mode> MODE =
            Key.of(
                    "mode",
                    Forms.words(Utilisation.Mode.class, Forms::camelCase),
                    "advise",
                    "advise says how many workers would be right, auto changes their number");
    private static final Key<Integer> MIN =
            Key.of("min", Forms.integer(1, 1000), "1", "fewest workers");
    private static final Key<Integer> MAX =
            Key.of(
                    "max",
                    Forms.choice(Forms.word("auto", 0), Forms.integer(1, 1000)),
                    "auto",
                    "most workers; auto = as many as memory allows");
    private static final Key<Duration> WINDOW =
            Key.of("window", Forms.duration(), "60s", "over which use is averaged");
    private static final Key<Duration> COOLDOWN =
            Key.of("cooldown", Forms.duration(), "5m", "between two steps down");
    private static final Key<Integer> SHARE =
            Key.of(
                    "memory",
                    Forms.percent(),
                    "80%",
                    "of machine or cgroup that the workers of all apps may fill");
    private static final Key<Integer> CONCURRENCY =
            Key.of(
                    "concurrency",
                    AppForms.countOrOff(1, 1_000_000),
                    "off",
                    "requests at a time that fill one worker");
    static final Form<Utilisation> UTILISATION =
            AppForms.block(
                    List.of(TARGET, MODE, MIN, MAX, WINDOW, COOLDOWN, SHARE, CONCURRENCY),
                    AppCapacity::utilisation);

    private AppCapacity() {}

    private static Utilisation utilisation(Fields fields) {
        String[] band = fields.get(TARGET).replace("%", "").split("-", 2);
        return new Utilisation(
                Integer.parseInt(band[0]),
                Integer.parseInt(band[1]),
                fields.get(MODE),
                fields.get(MIN),
                fields.get(MAX),
                fields.get(WINDOW),
                fields.get(COOLDOWN),
                fields.get(SHARE),
                fields.get(CONCURRENCY));
    }
}
