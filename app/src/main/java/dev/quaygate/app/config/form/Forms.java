package dev.quaygate.app.config.form;

import java.math.BigInteger;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ObjectNode;

/** The forms of values that every block shares. */
public final class Forms {
    private static final Pattern INTEGER = Pattern.compile("-?(0|[1-9][0-9]{0,17})");
    private static final Pattern RATE = Pattern.compile("([0-9]{1,9})/([0-9.]+(?:ms|s|m|h|d))");
    private static final Pattern FRACTION =
            Pattern.compile(
                    "([0-9]{1,6})/([0-9]{1,6})|([0-9]{1,3}(?:\\.[0-9]{1,6})?)%|(0?\\.[0-9]{1,9}|[01])");

    private Forms() {}

    /** Any text that is not empty, on one line. */
    public static Form<String> text(String word) {
        return new ScalarForm<>(
                word,
                "a " + word,
                "QG1007",
                Schemas.textOrNumber(),
                (scalar, _) -> {
                    if (scalar.text().isBlank()) {
                        throw new Refused("QG1007", "an empty " + word, "write a value");
                    }
                    return scalar.text();
                });
    }

    /** Text that may be empty and may have lines. */
    public static Form<String> anyText() {
        return new ScalarForm<>(
                "text", "text", "QG1007", Schemas.textOrNumber(), (scalar, _) -> scalar.text());
    }

    /** Text that matches a pattern, which the message shows. */
    public static Form<String> text(String word, String pattern) {
        return text(word, pattern, "it must match " + pattern);
    }

    /** Text that matches a pattern, with what to do when it does not. */
    public static Form<String> text(String word, String pattern, String hint) {
        String article = ("aeiou".indexOf(word.charAt(0)) < 0 ? "a " : "an ") + word;
        return new ScalarForm<>(
                word,
                article,
                "QG1017",
                Schemas.pattern(pattern),
                (scalar, _) -> {
                    if (!scalar.text().matches(pattern)) {
                        throw new Refused(
                                "QG1017", Shapes.shown(scalar.text()) + " is not " + article, hint);
                    }
                    return scalar.text();
                });
    }

    /** {@code true} or {@code false}. */
    public static Form<Boolean> bool() {
        return new ScalarForm<>(
                "bool",
                "true or false",
                "QG1007",
                Schemas.anyOf(Schemas.type("boolean"), Schemas.variable()),
                (scalar, _) -> {
                    if (!scalar.quoted() && scalar.text().equals("true")) {
                        return true;
                    }
                    if (!scalar.quoted() && scalar.text().equals("false")) {
                        return false;
                    }
                    throw new Refused(
                            "QG1007",
                            Shapes.shown(scalar.text()) + " is not a bool",
                            boolHint(scalar.text()));
                });
    }

    private static String boolHint(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "yes", "on", "1", "true", "y" -> "write `true`";
            case "no", "off", "0", "false", "n", "none" -> "write `false`";
            default -> "write `true` or `false`";
        };
    }

    /** A whole number within bounds. */
    public static Form<Integer> integer(int min, int max) {
        ObjectNode schema = Schemas.type("integer").put("minimum", min).put("maximum", max);
        return new ScalarForm<>(
                "int",
                "an integer",
                "QG1007",
                Schemas.anyOf(schema, Schemas.variable()),
                (scalar, _) -> {
                    String text = scalar.text();
                    if (scalar.quoted() || !INTEGER.matcher(text).matches()) {
                        String shown = Shapes.shown(text);
                        throw new Refused("QG1007", shown + " is not an integer", hint(text));
                    }
                    var value = new BigInteger(text);
                    if (value.compareTo(BigInteger.valueOf(min)) < 0
                            || value.compareTo(BigInteger.valueOf(max)) > 0) {
                        throw range(text, Integer.toString(min), Integer.toString(max));
                    }
                    return value.intValue();
                });
    }

    /** A number within bounds, with up to six digits behind the point. */
    public static Form<Double> decimal(int min, int max) {
        ObjectNode schema = Schemas.type("number").put("minimum", min).put("maximum", max);
        return new ScalarForm<>(
                "number",
                "a number",
                "QG1007",
                Schemas.anyOf(schema, Schemas.variable()),
                (scalar, _) -> {
                    String text = scalar.text();
                    if (scalar.quoted() || !text.matches("[0-9]{1,9}(\\.[0-9]{1,6})?")) {
                        throw new Refused(
                                "QG1007",
                                Shapes.shown(text) + " is not a number",
                                "write for example `1.5`");
                    }
                    double value = Double.parseDouble(text);
                    if (value < min || value > max) {
                        throw range(text, Integer.toString(min), Integer.toString(max));
                    }
                    return value;
                });
    }

    private static String hint(String text) {
        Matcher matcher = Pattern.compile("0*([0-9]{1,9})(\\.[0-9]*)?").matcher(text.strip());
        return matcher.matches()
                ? "write `" + matcher.group(1) + "`"
                : "write a whole number, without quotes";
    }

    static Refused range(String text, String min, String max) {
        return new Refused(
                "QG1018",
                Shapes.shown(text) + " is out of range",
                "write a value from " + min + " to " + max);
    }

    /** A duration of at least {@code min}. */
    public static Form<Duration> duration(Duration min, Duration max) {
        return new ScalarForm<>(
                "duration",
                "a duration",
                "QG1011",
                Schemas.pattern(Durations.PATTERN),
                (scalar, _) -> {
                    Duration value = Durations.parse(scalar.text());
                    if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
                        throw range(scalar.text(), Durations.text(min), Durations.text(max));
                    }
                    return value;
                });
    }

    /** A duration longer than zero, up to ten years. */
    public static Form<Duration> duration() {
        return duration(Duration.ofMillis(1), Duration.ofDays(3660));
    }

    /** A size in bytes. */
    public static Form<Long> size(long min, long max) {
        return new ScalarForm<>(
                "size",
                "a size",
                "QG1012",
                Schemas.pattern(Sizes.PATTERN),
                (scalar, _) -> {
                    long value = Sizes.parse(scalar.text());
                    if (value < min || value > max) {
                        throw range(scalar.text(), Sizes.text(min), Sizes.text(max));
                    }
                    return value;
                });
    }

    /** A count per time. */
    public static Form<Rate> rate() {
        return new ScalarForm<>(
                "rate",
                "a rate",
                "QG1013",
                Schemas.pattern("[0-9]+/[0-9.]+(ms|s|m|h|d)"),
                (scalar, _) -> {
                    Matcher matcher = RATE.matcher(scalar.text());
                    if (!matcher.matches()) {
                        String shown = Shapes.shown(scalar.text());
                        throw new Refused(
                                "QG1013", shown + " is not a rate", "write for example `100/30s`");
                    }
                    Duration window = Durations.parse(matcher.group(2));
                    int count = Integer.parseInt(matcher.group(1));
                    if (count < 1 || window.toSeconds() < 1 || window.toSeconds() > 86_400) {
                        throw range(scalar.text(), "1/1d", "999999999/1s");
                    }
                    return new Rate(count, window);
                });
    }

    /** A count within a window. */
    public record Rate(int count, Duration window) {}

    /** Bytes per second. */
    public static Form<Long> byteRate() {
        return new ScalarForm<>(
                "size/s",
                "a rate of bytes",
                "QG1013",
                Schemas.pattern(Sizes.PATTERN + "/s"),
                (scalar, _) -> {
                    String text = scalar.text();
                    if (!text.endsWith("/s")) {
                        throw new Refused(
                                "QG1013",
                                Shapes.shown(text) + " is not a rate of bytes",
                                "write for example `240B/s`");
                    }
                    return Sizes.parse(text.substring(0, text.length() - 2));
                });
    }

    /** A whole percentage. */
    public static Form<Integer> percent() {
        return new ScalarForm<>(
                "percent",
                "a percentage",
                "QG1018",
                Schemas.pattern("[0-9]{1,3}%"),
                (scalar, _) -> {
                    String text = scalar.text();
                    if (!text.matches("[0-9]{1,3}%") || percent(text) > 100) {
                        throw new Refused(
                                "QG1018",
                                Shapes.shown(text) + " is not a percentage",
                                "write `0%` to `100%`");
                    }
                    return percent(text);
                });
    }

    private static int percent(String text) {
        return Integer.parseInt(text.substring(0, text.length() - 1));
    }

    /** A share between 0 and 1, both excluded: {@code 1/4}, {@code 25%}, {@code 0.25}. */
    public static Form<Double> fraction() {
        ObjectNode number = Schemas.type("number");
        number.put("exclusiveMinimum", 0).put("exclusiveMaximum", 1);
        return new ScalarForm<>(
                "fraction",
                "a fraction",
                "QG1018",
                Schemas.anyOf(number, Schemas.pattern("[0-9]+/[0-9]+|[0-9.]+%|0?\\.[0-9]+")),
                (scalar, _) -> {
                    double value = fraction(scalar.text());
                    if (!(value > 0 && value < 1)) {
                        throw new Refused(
                                "QG1018",
                                Shapes.shown(scalar.text()) + " is not between 0 and 1",
                                "write for example `1/4`, `25%` or `0.25`");
                    }
                    return value;
                });
    }

    private static double fraction(String text) {
        Matcher matcher = FRACTION.matcher(text);
        if (!matcher.matches()) {
            return -1;
        }
        if (matcher.group(1) != null) {
            return Double.parseDouble(matcher.group(1)) / Double.parseDouble(matcher.group(2));
        }
        return matcher.group(3) != null
                ? Double.parseDouble(matcher.group(3)) / 100
                : Double.parseDouble(matcher.group(4));
    }

    /** The value of a variable that an application gets: text, or a secret by reference. */
    public static Form<String> environmentValue() {
        return new EnvironmentValues();
    }

    /** {@code off}, with what it stands for. */
    public static <T> Form<T> off(T value) {
        return words(Map.of("off", value));
    }

    /** One word. */
    public static <T> Form<T> word(String word, T value) {
        return words(Map.of(word, value));
    }

    /** One of some words. */
    public static <T> Form<T> words(Map<String, T> values) {
        return new Words<>(values, List.of());
    }

    /** One of some words; {@code later} are documented and not in this version. */
    public static <T> Form<T> words(Map<String, T> values, List<String> later) {
        return new Words<>(values, later);
    }

    /** The constants of an enum, each by the word that {@code name} gives. */
    public static <E extends Enum<E>> Form<E> words(
            Class<E> type, Function<E, String> name, String... later) {
        var values = new LinkedHashMap<String, E>();
        for (E constant : type.getEnumConstants()) {
            values.put(name.apply(constant), constant);
        }
        return new Words<>(values, List.of(later));
    }

    /** {@code POWER_OF_TWO} as {@code powerOfTwo}. */
    public static String camelCase(Enum<?> constant) {
        String[] parts = constant.name().toLowerCase(Locale.ROOT).split("_", -1);
        var out = new StringBuilder(parts[0]);
        Arrays.stream(parts)
                .skip(1)
                .forEach(p ->
                        out.append(p.substring(0, 1).toUpperCase(Locale.ROOT))
                                .append(p.substring(1)));
        return out.toString();
    }

    /** A list for which one item may stand alone. */
    public static <T> Form<List<T>> list(Form<T> item) {
        return new ListForm<>(item, true, false);
    }

    /**
     * A list that is always written as one. Good items are given although others have errors, so
     * that they are compared with each other in the same run.
     */
    public static <T> Form<List<T>> strictList(Form<T> item) {
        return new ListForm<>(item, false, true);
    }

    /** A mapping whose keys the user chooses. */
    public static <T> Form<Map<String, T>> map(String what, String pattern, Form<T> value) {
        return new MapForm<>(what, pattern, value, false);
    }

    /** The same, giving good values although others have errors. */
    public static <T> Form<Map<String, T>> partialMap(String what, String pattern, Form<T> value) {
        return new MapForm<>(what, pattern, value, true);
    }

    /** The first form that accepts the shape. */
    @SafeVarargs
    @SuppressWarnings("varargs") // List.of copies the array
    public static <T> Form<T> choice(Form<? extends T>... forms) {
        return new Choice<>(List.of(forms));
    }

    /** The same value with another meaning. */
    public static <T, R> Form<R> map(Form<T> form, Function<T, R> meaning) {
        return new Mapped<>(form, meaning);
    }
}
