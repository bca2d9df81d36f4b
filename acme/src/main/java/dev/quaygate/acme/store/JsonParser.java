package dev.quaygate.acme.store;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Strict reader of one JSON object: no comments, no trailing text, nesting of at most 20. */
final class JsonParser {
    private static final int DEEPEST = 20;

    private final String text;
    private int at;
    private int depth;

    JsonParser(String text) {
        this.text = text;
    }

    JsonObject document() {
        skipBlank();
        JsonObject result = object();
        skipBlank();
        if (at != text.length()) {
            throw damaged("text after the end");
        }
        return result;
    }

    private JsonObject object() {
        enter();
        expect('{');
        Map<String, Object> members = new LinkedHashMap<>();
        for (boolean first = true; !closes('}', first); first = false) {
            String name = string();
            skipBlank();
            expect(':');
            Object value = value();
            if (value != null) {
                members.put(name, value);
            }
        }
        depth--;
        return new JsonObject(members);
    }

    private List<Object> list() {
        enter();
        expect('[');
        List<Object> elements = new ArrayList<>();
        for (boolean first = true; !closes(']', first); first = false) {
            Object value = value();
            if (value != null) {
                elements.add(value);
            }
        }
        depth--;
        return elements;
    }

    /** Consumes the closing bracket, or the comma before the next element. */
    private boolean closes(char bracket, boolean first) {
        skipBlank();
        if (peek() == bracket) {
            at++;
            return true;
        }
        if (!first) {
            expect(',');
            skipBlank();
        }
        return false;
    }

    private @Nullable Object value() {
        skipBlank();
        Object value =
                switch (peek()) {
                    case '{' -> object();
                    case '[' -> list();
                    case '"' -> string();
                    case 't' -> word("true", true);
                    case 'f' -> word("false", false);
                    case 'n' -> word("null", null);
                    default -> number();
                };
        return value;
    }

    private @Nullable Object word(String word, @Nullable Object value) {
        if (!text.startsWith(word, at)) {
            throw damaged("unknown word");
        }
        at += word.length();
        return value;
    }

    private Number number() {
        int start = at;
        while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        String digits = text.substring(start, at);
        try {
            if (digits.matches("-?[0-9]+")) {
                return Long.parseLong(digits);
            }
            return Double.parseDouble(digits);
        } catch (NumberFormatException e) {
            throw new DamagedDocument("not a number at " + start, e);
        }
    }

    private String string() {
        expect('"');
        var out = new StringBuilder();
        while (true) {
            char c = next();
            if (c == '"') {
                return out.toString();
            }
            if (c < ' ') {
                throw damaged("control character in a string");
            }
            out.append(c == '\\' ? escaped() : c);
        }
    }

    private char escaped() {
        char c = next();
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'u' -> unicode();
            default -> throw damaged("unknown escape");
        };
    }

    private char unicode() {
        int value = 0;
        for (int i = 0; i < 4; i++) {
            int digit = Character.digit(next(), 16);
            if (digit < 0) {
                throw damaged("bad unicode escape");
            }
            value = value * 16 + digit;
        }
        return (char) value;
    }

    private void enter() {
        if (++depth > DEEPEST) {
            throw damaged("nested too deeply");
        }
    }

    private void skipBlank() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private char peek() {
        if (at >= text.length()) {
            throw damaged("ends too early");
        }
        return text.charAt(at);
    }

    private char next() {
        char c = peek();
        at++;
        return c;
    }

    private void expect(char wanted) {
        if (next() != wanted) {
            at--;
            throw damaged("expected '" + wanted + "'");
        }
    }

    private DamagedDocument damaged(String what) {
        return new DamagedDocument("not JSON at character " + at + ": " + what);
    }
}
