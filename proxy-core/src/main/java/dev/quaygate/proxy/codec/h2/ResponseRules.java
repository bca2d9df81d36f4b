package dev.quaygate.proxy.codec.h2;

import dev.quaygate.proxy.codec.FieldBlock;
import dev.quaygate.proxy.codec.FieldName;
import dev.quaygate.proxy.codec.ResponseHead;
import org.jspecify.annotations.Nullable;

/** What an endpoint's response may hold in HTTP/2 (RFC 9113 §8.1 to §8.3). Any thread. */
public final class ResponseRules {
    private static final int SWITCHING_PROTOCOLS = 101;

    private ResponseRules() {}

    /** What is malformed in a final or interim head, or null. */
    public static @Nullable String judge(ResponseHead head) {
        if (head.status == 0) {
            return "no :status";
        }
        if (head.status == SWITCHING_PROTOCOLS) {
            return "101 in HTTP/2"; // RFC 9113 §8.6
        }
        return judgeFields(head);
    }

    /**
     * What is malformed in a trailer section, or null; drops what never comes late. Names with an
     * underscore pass: gRPC allows them, and no gateway stands behind us on this way.
     */
    public static @Nullable String judgeTrailers(ResponseHead trailers) {
        String fault = TrailerRules.judgeSize(trailers);
        if (fault == null) {
            fault = judgeFields(trailers);
        }
        for (int i = 0; fault == null && i < trailers.count(); i++) {
            if (TrailerRules.isForbidden(trailers, i)) {
                trailers.drop(i);
            }
        }
        return fault;
    }

    private static @Nullable String judgeFields(FieldBlock block) {
        for (int i = 0, count = block.count(); i < count; i++) {
            if (!FieldForm.isGood(block, i)) {
                return "field malformed";
            }
            switch (block.id(i)) {
                case FieldName.CONNECTION, FieldName.TRANSFER_ENCODING, FieldName.UPGRADE -> {
                    return "field of a connection";
                }
                default -> {}
            }
        }
        return null;
    }
}
