package dev.quaygate.proxy.observe;

/** Well-formed UTF-8 (RFC 3629) in text that was read byte by byte. */
final class Utf8 {
    private Utf8() {}

    /** Bytes of the sequence that begins at {@code at}, or 0 if none does. */
    static int size(String text, int at) {
        int lead = text.charAt(at);
        int size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
        if (lead < 0xc2 || lead > 0xf4 || at + size > text.length()) {
            return 0;
        }
        for (int i = at + 1; i < at + size; i++) {
            if (text.charAt(i) < 0x80 || text.charAt(i) > 0xbf) {
                return 0;
            }
        }
        int point = point(text, at, size);
        boolean overlong = size == 3 && point < 0x800 || size == 4 && point < 0x10000;
        boolean surrogate = point >= 0xd800 && point <= 0xdfff;
        return overlong || surrogate || point > Character.MAX_CODE_POINT ? 0 : size;
    }

    static int point(String text, int at, int size) {
        int point = text.charAt(at) & (0x7f >> size);
        for (int i = at + 1; i < at + size; i++) {
            point = point << 6 | text.charAt(i) & 0x3f;
        }
        return point;
    }

    /** Whether it can neither break a line nor turn the reading of the text around it. */
    static boolean isPrintable(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    false;
            default -> true;
        };
    }
}
