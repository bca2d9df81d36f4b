package dev.quaygate.proxy.codec.h2;

import dev.quaygate.proxy.codec.ByteClass;
import dev.quaygate.proxy.codec.FieldBlock;

/** The form that names and values of fields must have in HTTP/2 (RFC 9113 §8.2.1). Any thread. */
final class FieldForm {
    private FieldForm() {}

    /** Whether a field has this form. */
    static boolean isGood(FieldBlock block, int field) {
        return isName(block.bytes, block.nameStart(field), block.nameEnd(field))
                && isValue(block.bytes, block.valueStart(field), block.valueEnd(field));
    }

    /** A token without upper-case letters. */
    private static boolean isName(byte[] bytes, int start, int end) {
        for (int i = start; i < end; i++) {
            if (!ByteClass.isToken(bytes[i]) || bytes[i] >= 'A' && bytes[i] <= 'Z') {
                return false;
            }
        }
        return end > start;
    }

    /** No control but tab, no blank at either end. */
    private static boolean isValue(byte[] bytes, int start, int end) {
        return start == end
                || ByteClass.findControl(bytes, start, end) == end
                        && !ByteClass.isBlank(bytes[start])
                        && !ByteClass.isBlank(bytes[end - 1]);
    }
}
