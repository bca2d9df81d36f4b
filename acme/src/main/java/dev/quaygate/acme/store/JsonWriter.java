package dev.quaygate.acme.store;

import java.util.List;

/**
 * Writes JSON on one line; control characters and everything that could break a log line are
 * escaped.
 */
final class JsonWriter {
    private JsonWriter() {}

    static void write(StringBuilder out, Object value) {
        switch (value) {
            case JsonObject object -> writeObject(out, object);
            case List<?> list -> writeList(out, list);
            case Number number -> out.append(number);
            case Boolean flag -> out.append(flag);
            default -> writeText(out, value.toString());
        }
    }

    private static void writeObject(StringBuilder out, JsonObject object) {
        out.append('{');
        String separator = "";
        for (var member : object.members().entrySet()) {
            out.append(separator);
            writeText(out, member.getKey());
            out.append(':');
            write(out, member.getValue());
            separator = ",";
        }
        out.append('}');
    }

    private static void writeList(StringBuilder out, List<?> list) {
        out.append('[');
        String separator = "";
        for (Object element : list) {
            out.append(separator);
            write(out, element);
            separator = ",";
        }
        out.append(']');
    }

    private static void writeText(StringBuilder out, String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (Character.isISOControl(c)
                    || c == '\u2028'
                    || c == '\u2029'
                    || Character.isSurrogate(c)) {
                out.append("\\u").append(Character.forDigit(c >> 12, 16));
                out.append(Character.forDigit(c >> 8 & 15, 16))
                        .append(Character.forDigit(c >> 4 & 15, 16));
                out.append(Character.forDigit(c & 15, 16));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }
}
