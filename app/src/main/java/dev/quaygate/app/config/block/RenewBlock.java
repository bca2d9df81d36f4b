package dev.quaygate.app.config.block;

import dev.quaygate.acme.RenewalRule;
import dev.quaygate.app.config.form.Block;
import dev.quaygate.app.config.form.Fields;
import dev.quaygate.app.config.form.Form;
import dev.quaygate.app.config.form.Forms;
import dev.quaygate.app.config.form.Key;
import dev.quaygate.app.config.form.Refused;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code certificates.renew:}. */
final class RenewBlock {
    private static final String DAY = "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)";
    private static final String TIME = "(?:[01][0-9]|2[0-3]):[0-5][0-9]";
    private static final String WINDOW_PATTERN =
            "(?:(" + DAY + "(?:," + DAY + ")*) )?(" + TIME + ")-(" + TIME + ")";
    private static final Pattern SYNTAX = Pattern.compile(WINDOW_PATTERN);

    private static final Key<Double> AT =
            Key.optional("at", Forms.fraction(), "none", "fraction of the life used");
    private static final Key<RenewalRule> WINDOW =
            Key.optional(
                    "window",
                    Forms.map(
                            Forms.text(
                                    "time of the week",
                                    WINDOW_PATTERN,
                                    "write for example `Tue 02:00-05:00`, `Mon,Thu 22:00-02:00`"
                                            + " or `02:00-05:00` for every day"),
                            RenewBlock::window),
                    "none",
                    "local time, the last one before two thirds of the life are over");

    static final Form<RenewalRule> FORM =
            Forms.choice(
                    Forms.word("auto", new RenewalRule.Auto()),
                    Block.of(List.of(AT, WINDOW), RenewBlock::build));

    private RenewBlock() {}

    private static @Nullable RenewalRule build(Fields fields) {
        if (fields.wrote(AT) && fields.wrote(WINDOW)) {
            fields.error("QG1023", WINDOW, "`at` and `window` exclude each other")
                    .hint("keep one of them");
            return null;
        }
        return fields.find(AT)
                .<RenewalRule>map(RenewalRule.At::new)
                .or(() -> fields.find(WINDOW))
                .orElseGet(RenewalRule.Auto::new);
    }

    private static RenewalRule window(String text) {
        Matcher matcher = SYNTAX.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalStateException(text + " does not match the form's pattern");
        }
        LocalTime from = LocalTime.parse(matcher.group(2));
        Duration length = Duration.between(from, LocalTime.parse(matcher.group(3)));
        if (length.isZero()) {
            throw new Refused(
                    "QG1018", "`" + text + "` is no time at all", "give it an end after its begin");
        }
        return new RenewalRule.Window(
                days(matcher.group(1)),
                from,
                length.isNegative() ? length.plusHours(24) : length, // into the next day
                ZoneId.systemDefault());
    }

    private static Set<DayOfWeek> days(@Nullable String words) {
        if (words == null) {
            return EnumSet.allOf(DayOfWeek.class);
        }
        var days = EnumSet.noneOf(DayOfWeek.class);
        for (String word : words.split(",", -1)) {
            Arrays.stream(DayOfWeek.values())
                    .filter(day -> day.name().startsWith(word.toUpperCase(Locale.ROOT)))
                    .forEach(days::add);
        }
        return days;
    }
}
