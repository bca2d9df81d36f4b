package dev.quaygate.proxy.codec.h2;

import dev.quaygate.proxy.codec.ByteClass;
import dev.quaygate.proxy.codec.FieldBlock;
import dev.quaygate.proxy.codec.FieldName;
import dev.quaygate.proxy.text.Ascii;
import org.jspecify.annotations.Nullable;

/** What a request's trailer section may hold (RFC 9113 §8.1, §8.2; RFC 9110 §6.5.1). Any thread. */
public final class TrailerRules {
    private static final int MAX_FIELDS = 16;
    private static final int MAX_BYTES = 8 << 10;
    private static final byte[] CONTENT = Ascii.bytes("content-");

    private TrailerRules() {}

    /** What is malformed, or null; drops what never comes late. */
    public static @Nullable String judge(FieldBlock trailers) {
        if (trailers.count() > MAX_FIELDS || trailers.length > MAX_BYTES) {
            return "trailers too large";
        }
        for (int i = 0; i < trailers.count(); i++) {
            if (!isName(trailers.bytes, trailers.nameStart(i), trailers.nameEnd(i))
                    || !isValue(trailers.bytes, trailers.valueStart(i), trailers.valueEnd(i))) {
                return "trailer field malformed";
            }
            switch (trailers.id(i)) {
                case FieldName.CONNECTION,
                        FieldName.TRANSFER_ENCODING,
                        FieldName.UPGRADE,
                        FieldName.TE -> {
                    return "field of a connection in trailers";
                }
                case FieldName.OTHER -> {
                    if (isContent(trailers, i)) {
                        trailers.drop(i);
                    }
                }
                default -> trailers.drop(i);
            }
        }
        return null;
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

    private static boolean isContent(FieldBlock block, int field) {
        int start = block.nameStart(field);
        return block.nameEnd(field) - start >= CONTENT.length
                && FieldName.equalsFolded(block.bytes, start, start + CONTENT.length, CONTENT);
    }
}
