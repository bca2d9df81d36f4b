package dev.quaygate.app.config.block;

import dev.quaygate.app.config.form.Block;
import dev.quaygate.app.config.form.Form;
import dev.quaygate.app.config.form.Forms;
import dev.quaygate.app.config.form.Key;
import dev.quaygate.proxy.settings.QueueSettings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** {@code queue:} of a pool or an app. */
final class QueueBlock {
    private static final Key<Integer> MAX =
            Key.of("max", Forms.integer(1, 100_000), "200", "requests that may wait");
    private static final Key<Duration> WAIT =
            Key.of(
                    "wait",
                    Forms.duration(Duration.ofMillis(1), Duration.ofHours(1)),
                    "10s",
                    "longest time that one waits");

    static final Form<Optional<QueueSettings>> FORM =
            Forms.choice(
                    Forms.off(Optional.<QueueSettings>empty()),
                    Block.of(
                            List.of(MAX, WAIT),
                            fields ->
                                    Optional.of(
                                            new QueueSettings(fields.get(MAX), fields.get(WAIT)))));

    private QueueBlock() {}
}
