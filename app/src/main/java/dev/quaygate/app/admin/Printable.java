package dev.quaygate.app.admin;

import java.util.HexFormat;

/**
 * What strangers sent, for a terminal: no character of theirs may move the cursor or be taken for a
 * command.
 */
final class Printable {
    private Printable() {}

    /** Escapes everything but visible ASCII and spaces, as {@code \x1b}. */
    static String of(String text) {
        if (text.chars().allMatch(Printable::isPlain)) {
            return text;
        }
        var out = new StringBuilder();
        text.chars()
                .forEach(c -> {
                    if (isPlain(c)) {
                        out.append((char) c);
                    } else {
                        String form = c > 0xff ? "\\u" : "\\x";
                        int digits = c > 0xff ? 4 : 2;
                        out.append(form).append(HexFormat.of().toHexDigits(c, digits));
                    }
                });
        return out.toString();
    }

    /** One word for a shell, whatever is in it. */
    static String quoted(String text) {
        return "'" + of(text).replace("'", "'\\''") + "'";
    }

    private static boolean isPlain(int c) {
        return c >= ' ' && c < 0x7f;
    }
}
