package dev.quaygate.proxy.codec.h2;

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
        String size = judgeSize(trailers);
        if (size != null) {
            return size;
        }
        for (int i = 0; i < trailers.count(); i++) {
            if (!FieldForm.isGood(trailers, i)) {
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

    /** What is wrong with a section as a whole, or null. */
    static @Nullable String judgeSize(FieldBlock trailers) {
        boolean large = trailers.count() > MAX_FIELDS || trailers.length > MAX_BYTES;
        return large ? "trailers too large" : null;
    }

    /** Whether a response's field frames, routes, authenticates or describes content. */
    static boolean isForbidden(FieldBlock trailers, int field) {
        return switch (trailers.id(field)) {
            case FieldName.OTHER -> isContent(trailers, field);
            case FieldName.DATE, FieldName.SERVER, FieldName.UNDERSCORED -> false;
            default -> true;
        };
    }

    private static boolean isContent(FieldBlock block, int field) {
        int start = block.nameStart(field);
        return block.nameEnd(field) - start >= CONTENT.length
                && FieldName.equalsFolded(block.bytes, start, start + CONTENT.length, CONTENT);
    }
}
