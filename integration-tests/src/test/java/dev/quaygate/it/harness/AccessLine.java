package dev.quaygate.it.harness;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One JSON line of the access log. */
public record AccessLine(String json) {

    /** A field as text without quotes; an empty string if it is absent or null. */
    public String text(String field) {
        Matcher found =
                Pattern.compile("\"" + field + "\":(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^,}\\]]*))")
                        .matcher(json);
        if (!found.find()) {
            return "";
        }
        String quoted = found.group(1);
        String bare = found.group(2);
        if (quoted != null) {
            return quoted;
        }
        return bare == null || bare.equals("null") ? "" : bare.strip();
    }

    /** A field as number; -1 if it is absent or null. */
    public double number(String field) {
        String text = text(field);
        return text.isEmpty() ? -1 : Double.parseDouble(text);
    }

    public boolean has(String field) {
        return json.contains("\"" + field + "\":");
    }

    public String cause() {
        return text("cause");
    }

    public String path() {
        return text("path");
    }
}
