package dev.quaygate.proxy.http;

import dev.quaygate.proxy.codec.ByteClass;
import dev.quaygate.proxy.codec.FieldName;
import dev.quaygate.proxy.codec.Refusal;
import dev.quaygate.proxy.codec.RequestHead;
import dev.quaygate.proxy.text.Ascii;

/** Tells a coding that we do not know (501) from one that hides something (400); RFC 9112 §6.1. */
final class TransferCoding {
    private static final byte[] CHUNKED = Ascii.bytes("chunked");
    private static final byte[] IDENTITY = Ascii.bytes("identity");

    private TransferCoding() {}

    /** The refusal for a value that is not {@code chunked}. */
    static Refusal refuse(RequestHead head, int field) {
        byte[] bytes = head.bytes;
        int at = head.valueStart(field);
        int end = head.valueEnd(field);
        while (true) {
            int start = at;
            while (at < end && ByteClass.isToken(bytes[at])) {
                at++;
            }
            if (at == start || FieldName.equalsFolded(bytes, start, at, IDENTITY)) {
                return GuardRefusals.CODING;
            }
            boolean chunked = FieldName.equalsFolded(bytes, start, at, CHUNKED);
            if (at == end) {
                return GuardRefusals.UNKNOWN_CODING;
            }
            // Only unknown codings before a final chunked remain possible.
            if (chunked || bytes[at] != ',') {
                return GuardRefusals.CODING;
            }
            at++;
            while (at < end && ByteClass.isBlank(bytes[at])) {
                at++;
            }
        }
    }
}
