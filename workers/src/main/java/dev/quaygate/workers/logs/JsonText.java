package dev.quaygate.workers.logs;

import java.util.Locale;
import java.util.regex.Pattern;

/** As much of JSON (RFC 8259) as log lines need: whether a text is an object, and quoting. */
final class JsonText {
    private static final int DEPTH = 64;
    private static final Pattern NUMBER =
            Pattern.compile("-?(0|[1-9]\\d*)(\\.\\d+)?([eE][+-]?\\d+)?");

    private final String text;
    private int at;

    private JsonText(String text) {
        this.text = text;
    }

    /** One whole object, perhaps with white space around it. */
    static boolean isObject(String text) {
        JsonText json = new JsonText(text);
        json.space();
        if (!json.next('{')) {
            return false;
        }
        json.at--;
        return json.value(0) && json.at == text.length();
    }

    static String quote(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 16).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\t' -> quoted.append("\\t");
                default -> {
                    if (c < 0x20) {
                        quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
                    } else {
                        quoted.append(c);
                    }
                }
            }
        }
        return quoted.append('"').toString();
    }

    /** A value with the white space after it. */
    private boolean value(int depth) {
        boolean good =
                switch (at < text.length() && depth < DEPTH ? text.charAt(at) : ' ') {
                    case '{' -> members(depth);
                    case '[' -> elements(depth);
                    case '"' -> string();
                    case 't' -> word("true");
                    case 'f' -> word("false");
                    case 'n' -> word("null");
                    default -> number();
                };
        space();
        return good;
    }

    private boolean members(int depth) {
        at++;
        space();
        if (next('}')) {
            return true;
        }
        do {
            space();
            if (!string() || !colon() || !value(depth + 1)) {
                return false;
            }
        } while (next(','));
        return next('}');
    }

    private boolean colon() {
        space();
        boolean found = next(':');
        space();
        return found;
    }

    private boolean elements(int depth) {
        at++;
        space();
        if (next(']')) {
            return true;
        }
        do {
            space();
            if (!value(depth + 1)) {
                return false;
            }
        } while (next(','));
        return next(']');
    }

    private boolean string() {
        if (!next('"')) {
            return false;
        }
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"') {
                return true;
            }
            if (c < 0x20 || c == '\\' && !escape()) {
                return false;
            }
        }
        return false;
    }

    private boolean escape() {
        if (at >= text.length()) {
            return false;
        }
        char c = text.charAt(at++);
        if (c != 'u') {
            return "\"\\/bfnrt".indexOf(c) >= 0;
        }
        int end = at + 4;
        while (at < end && at < text.length() && Character.digit(text.charAt(at), 16) >= 0) {
            at++;
        }
        return at == end;
    }

    private boolean number() {
        var number = NUMBER.matcher(text).region(at, text.length());
        if (!number.lookingAt()) {
            return false;
        }
        at = number.end();
        return true;
    }

    private boolean word(String word) {
        boolean found = text.startsWith(word, at);
        at += found ? word.length() : 0;
        return found;
    }

    private boolean next(char c) {
        boolean found = at < text.length() && text.charAt(at) == c;
        at += found ? 1 : 0;
        return found;
    }

    private void space() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }
}
