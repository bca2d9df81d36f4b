package dev.quaygate.app.config.block;

import dev.quaygate.app.config.form.Fields;
import dev.quaygate.app.config.form.Form;
import dev.quaygate.app.config.form.Forms;
import dev.quaygate.app.config.form.Key;
import dev.quaygate.workers.settings.Command;
import dev.quaygate.workers.settings.PrestartStep;
import dev.quaygate.workers.settings.PrestartStep.Once;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** {@code prestart:} of an app. */
final class AppSteps {
    private static final Duration TIMEOUT_STANDARD = Duration.ofMinutes(10);
    private static final Key<String> NAME =
            Key.optional(
                    "name",
                    Forms.text(
                            "step name",
                            "[A-Za-z0-9][A-Za-z0-9._-]{0,62}",
                            "letters, digits, `.`, `_` and `-`"),
                    "its position",
                    "what messages call it");
    private static final Key<Command> RUN =
            Key.required(
                    "run", AppForms.command(), "user, directory and environment are the workers'");
    private static final Key<Once> ONCE =
            Key.of(
                    "once",
                    Forms.words(Once.class, Forms::camelCase),
                    "release",
                    "for each release, at each start of the app, or before each worker");
    private static final Key<Duration> TIMEOUT =
            Key.of("timeout", Forms.duration(), "10m", "longest time that it may take");

    /** A step whose name may be its position. */
    private record Step(String name, Command run, Once once, Duration timeout) {}

    static final Form<List<PrestartStep>> FORM =
            Forms.map(
                    Forms.list(
                            Forms.choice(
                                    AppForms.block(
                                            List.of(NAME, RUN, ONCE, TIMEOUT), AppSteps::step),
                                    Forms.map(Forms.text("command"), AppSteps::plain))),
                    AppSteps::named);

    private AppSteps() {}

    private static Step step(Fields fields) {
        return new Step(
                fields.find(NAME).orElse(""),
                fields.get(RUN),
                fields.get(ONCE),
                fields.get(TIMEOUT));
    }

    private static Step plain(String text) {
        return new Step("", Command.shell(text), Once.RELEASE, TIMEOUT_STANDARD);
    }

    private static List<PrestartStep> named(List<Step> steps) {
        var named = new ArrayList<PrestartStep>();
        for (Step step : steps) {
            String name = step.name().isEmpty() ? "" + (named.size() + 1) : step.name();
            named.add(new PrestartStep(name, step.run(), step.once(), step.timeout()));
        }
        return named;
    }
}
