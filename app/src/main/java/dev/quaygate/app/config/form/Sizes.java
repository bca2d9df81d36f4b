package dev.quaygate.app.config.form;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes and rates as users write them: {@code 64KiB 10MB 100/1s 240B/s}. */
final class Sizes {
    static final String UNITS = "units: B KiB MiB GiB, KB MB GB";
    static final String PATTERN = "[0-9]+(\\.[0-9]+)?(B|KiB|MiB|GiB|TiB|KB|MB|GB|TB)";

    private static final Pattern SYNTAX =
            Pattern.compile("([0-9]{1,12}(?:\\.[0-9]{1,6})?)(B|KiB|MiB|GiB|TiB|KB|MB|GB|TB)");
    private static final Pattern LOOSE =
            Pattern.compile("([0-9]{1,12}(?:\\.[0-9]{1,6})?)[ _]*([A-Za-z]*)");
    private static final Map<String, Long> BYTES =
            Map.of(
                    "B", 1L,
                    "KiB", 1L << 10,
                    "MiB", 1L << 20,
                    "GiB", 1L << 30,
                    "TiB", 1L << 40,
                    "KB", 1_000L,
                    "MB", 1_000_000L,
                    "GB", 1_000_000_000L,
                    "TB", 1_000_000_000_000L);

    private Sizes() {}

    static long parse(String text) {
        Matcher matcher = SYNTAX.matcher(text);
        if (!matcher.matches()) {
            throw new Refused("QG1012", Shapes.shown(text) + " is not a size", hint(text));
        }
        BigDecimal bytes =
                new BigDecimal(matcher.group(1))
                        .multiply(BigDecimal.valueOf(BYTES.getOrDefault(matcher.group(2), 1L)));
        if (bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE / 2)) > 0) {
            throw new Refused("QG1018", Shapes.shown(text) + " is too large", "write `off`");
        }
        return bytes.longValue();
    }

    private static String hint(String text) {
        Matcher matcher = LOOSE.matcher(text.strip());
        String unit = matcher.matches() ? unit(matcher.group(2).toLowerCase(Locale.ROOT)) : "";
        return unit.isEmpty()
                ? "write for example `64KiB` (" + UNITS + ")"
                : "write `" + matcher.group(1) + unit + "` (" + UNITS + ")";
    }

    private static String unit(String word) {
        return switch (word) {
            case "", "b", "byte", "bytes" -> "B";
            case "k", "ki", "kib" -> "KiB";
            case "m", "mi", "mib", "mebibyte", "mebibytes" -> "MiB";
            case "g", "gi", "gib" -> "GiB";
            case "kb" -> "KB";
            case "mb", "megabyte", "megabytes" -> "MB";
            case "gb", "gigabyte", "gigabytes" -> "GB";
            default -> "";
        };
    }

    /** The shortest way to write it. */
    static String text(long bytes) {
        for (String unit : new String[] {"GiB", "MiB", "KiB"}) {
            long size = BYTES.getOrDefault(unit, 1L);
            if (bytes != 0 && bytes % size == 0) {
                return bytes / size + unit;
            }
        }
        return bytes + "B";
    }
}
