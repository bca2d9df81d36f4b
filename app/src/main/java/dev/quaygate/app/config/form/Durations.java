package dev.quaygate.app.config.form;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as users write them: {@code 250ms 5s 1.5h 90d}. */
public final class Durations {
    static final String UNITS = "units: ms s m h d";
    static final String PATTERN = "[0-9]+(\\.[0-9]+)?(ms|s|m|h|d)";

    private static final Pattern SYNTAX =
            Pattern.compile("([0-9]{1,12}(?:\\.[0-9]{1,9})?)(ms|s|m|h|d)");
    private static final Pattern LOOSE =
            Pattern.compile("([0-9]{1,12}(?:\\.[0-9]{1,9})?)[ _]*([A-Za-zµ]*)\\.?");
    private static final Map<String, Long> NANOS =
            Map.of(
                    "ms", 1_000_000L,
                    "s", 1_000_000_000L,
                    "m", 60_000_000_000L,
                    "h", 3_600_000_000_000L,
                    "d", 86_400_000_000_000L);

    private Durations() {}

    static Duration parse(String text) {
        Matcher matcher = SYNTAX.matcher(text);
        if (!matcher.matches()) {
            throw new Refused("QG1011", Shapes.shown(text) + " is not a duration", hint(text));
        }
        BigDecimal nanos =
                new BigDecimal(matcher.group(1))
                        .multiply(BigDecimal.valueOf(NANOS.getOrDefault(matcher.group(2), 1L)));
        if (nanos.compareTo(BigDecimal.valueOf(Long.MAX_VALUE / 2)) > 0) {
            throw new Refused("QG1018", Shapes.shown(text) + " is longer than 146 years", "");
        }
        return Duration.ofNanos(nanos.longValue());
    }

    private static String hint(String text) {
        Matcher matcher = LOOSE.matcher(text.strip());
        if (!matcher.matches()) {
            return "write for example `5s` (" + UNITS + ")";
        }
        String unit = unit(matcher.group(2).toLowerCase(Locale.ROOT));
        return unit.isEmpty()
                ? "write for example `5s` (" + UNITS + ")"
                : "write `" + matcher.group(1) + unit + "` (" + UNITS + ")";
    }

    private static String unit(String word) {
        return switch (word) {
            case "ms", "msec", "millis", "millisecond", "milliseconds" -> "ms";
            case "", "s", "sec", "secs", "second", "seconds" -> "s";
            case "m", "min", "mins", "minute", "minutes" -> "m";
            case "h", "hr", "hrs", "hour", "hours" -> "h";
            case "d", "day", "days" -> "d";
            default -> "";
        };
    }

    /** The shortest way to write it, {@code 90s} as {@code 90s} and {@code 120s} as {@code 2m}. */
    public static String text(Duration duration) {
        long nanos = duration.toNanos();
        for (String unit : List.of("d", "h", "m", "s")) {
            long size = NANOS.getOrDefault(unit, 1L);
            if (nanos != 0 && nanos % size == 0) {
                return nanos / size + unit;
            }
        }
        return nanos == 0 ? "0s" : duration.toMillis() + "ms";
    }
}
