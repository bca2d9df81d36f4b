package dev.quaygate.proxy.http;

import dev.quaygate.proxy.codec.ByteClass;
import dev.quaygate.proxy.codec.FieldName;
import dev.quaygate.proxy.codec.RequestHead;
import dev.quaygate.proxy.text.Ascii;
import java.util.concurrent.TimeUnit;

/** Tells a gRPC call by its content type, as its protocol says. Any thread. */
public final class GrpcRequest {
    private static final byte[] TYPE = Ascii.bytes("application/grpc");

    private static final byte[] TIMEOUT = Ascii.bytes("grpc-timeout");

    private GrpcRequest() {}

    /** Whether the call's own deadline is over, {@code nanos} after it came. */
    public static boolean isLate(RequestHead head, long nanos) {
        for (int i = 0; i < head.count(); i++) {
            if (FieldName.equalsFolded(head.bytes, head.nameStart(i), head.nameEnd(i), TIMEOUT)) {
                return nanos >= timeout(head, head.valueStart(i), head.valueEnd(i));
            }
        }
        return false;
    }

    /** At most eight digits and a unit, as the protocol says; anything else is no deadline. */
    private static long timeout(RequestHead head, int start, int end) {
        long value = 0;
        for (int i = start; i < end - 1; i++) {
            if (!ByteClass.isDigit(head.bytes[i]) || i - start == 8) {
                return Long.MAX_VALUE;
            }
            value = value * 10 + head.bytes[i] - '0';
        }
        return switch (end - start < 2 ? 0 : head.bytes[end - 1]) {
            case 'H' -> TimeUnit.HOURS.toNanos(value);
            case 'M' -> TimeUnit.MINUTES.toNanos(value);
            case 'S' -> TimeUnit.SECONDS.toNanos(value);
            case 'm' -> TimeUnit.MILLISECONDS.toNanos(value);
            case 'u' -> TimeUnit.MICROSECONDS.toNanos(value);
            case 'n' -> value;
            default -> Long.MAX_VALUE;
        };
    }

    /** Whether the type is {@code application/grpc} or one that begins so. */
    public static boolean matches(RequestHead head) {
        int field = head.find(FieldName.CONTENT_TYPE);
        if (field < 0) {
            return false;
        }
        int start = head.valueStart(field);
        int end = Math.min(head.valueEnd(field), start + TYPE.length);
        return FieldName.equalsFolded(head.bytes, start, end, TYPE);
    }
}
