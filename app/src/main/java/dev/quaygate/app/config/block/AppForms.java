package dev.quaygate.app.config.block;

import dev.quaygate.app.config.form.Block;
import dev.quaygate.app.config.form.Form;
import dev.quaygate.app.config.form.Forms;
import dev.quaygate.app.config.form.Key;
import dev.quaygate.proxy.settings.InvalidSetting;
import dev.quaygate.workers.settings.Command;
import java.util.List;
import java.util.function.Supplier;

/** Forms that several blocks of an app share. */
final class AppForms {
    private AppForms() {}

    /** A program with arguments as they are, or text for a shell. */
    static Form<Command> command() {
        Form<Command> words =
                Forms.map(
                        Forms.strictList(Forms.anyText()), list -> known(() -> Command.exec(list)));
        Form<Command> text = Forms.map(Forms.text("command"), Command::shell);
        return Forms.choice(words, text);
    }

    /** A count, or {@code off} for zero. */
    static Form<Integer> countOrOff(int min, int max) {
        return Forms.choice(Forms.off(0), Forms.integer(min, max));
    }

    /** A block whose settings are those of workers. */
    static <T> Block<T> block(List<Key<?>> keys, Block.Builder<T> build) {
        return block(keys, List.of(), build);
    }

    static <T> Block<T> block(List<Key<?>> keys, List<String> later, Block.Builder<T> build) {
        return new Block<>(
                keys,
                later,
                fields -> {
                    try {
                        return build.build(fields);
                    } catch (dev.quaygate.workers.settings.InvalidSetting invalid) {
                        throw known(invalid);
                    }
                });
    }

    /** Settings of workers refuse values in their own way, which forms do not know. */
    static <T> T known(Supplier<T> settings) {
        try {
            return settings.get();
        } catch (dev.quaygate.workers.settings.InvalidSetting invalid) {
            throw known(invalid);
        }
    }

    private static InvalidSetting known(dev.quaygate.workers.settings.InvalidSetting invalid) {
        return new InvalidSetting(invalid.field(), String.valueOf(invalid.getMessage()));
    }
}
