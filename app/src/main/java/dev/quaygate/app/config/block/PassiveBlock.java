package dev.quaygate.app.config.block;

import dev.quaygate.app.config.form.Block;
import dev.quaygate.app.config.form.Form;
import dev.quaygate.app.config.form.Forms;
import dev.quaygate.app.config.form.Key;
import dev.quaygate.proxy.settings.PassiveHealth;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** {@code passive:} of a pool. */
final class PassiveBlock {
    private static final Key<Integer> ERRORS =
            Key.of("errors", Forms.integer(1, 100_000), "5", "failures in the window that eject");
    private static final Key<Duration> WINDOW =
            Key.of("window", Forms.duration(), "10s", "time in which failures are counted");
    private static final Key<Duration> EJECT =
            Key.of("eject", Forms.duration(), "30s", "how long it stays out");
    private static final Key<Integer> MAX =
            Key.of("maxEjected", Forms.percent(), "50%", "share of the pool that may be out");

    static final Form<Optional<PassiveHealth>> FORM =
            Forms.choice(
                    Forms.off(Optional.<PassiveHealth>empty()),
                    Block.of(
                            List.of(ERRORS, WINDOW, EJECT, MAX),
                            fields ->
                                    Optional.of(
                                            new PassiveHealth(
                                                    fields.get(ERRORS),
                                                    fields.get(WINDOW),
                                                    fields.get(EJECT),
                                                    fields.get(MAX)))));

    private PassiveBlock() {}
}
