package dev.quaygate.proxy.http;

import dev.quaygate.proxy.codec.FieldName;
import dev.quaygate.proxy.codec.ResponseHead;
import dev.quaygate.proxy.text.Ascii;

/** The same answer for gRPC clients, which look at grpc-status instead of the HTTP status. */
final class GrpcError {
    private static final byte[] NAME_TYPE = Ascii.bytes("content-type");
    private static final byte[] NAME_STATUS = Ascii.bytes("grpc-status");
    private static final byte[] NAME_MESSAGE = Ascii.bytes("grpc-message");

    private GrpcError() {}

    static byte[] write(ErrorAnswer answer, ResponseHead into) {
        into.answer(200);
        answer.common(into);
        into.add(FieldName.CONTENT_TYPE, NAME_TYPE, Ascii.bytes("application/grpc"));
        into.add(FieldName.OTHER, NAME_STATUS, Ascii.bytes(Integer.toString(status(answer))));
        into.add(FieldName.OTHER, NAME_MESSAGE, Ascii.bytes(answer.cause().word()));
        return new byte[0];
    }

    private static int status(ErrorAnswer answer) {
        return switch (answer.status()) {
            case 401 -> 16;
            case 403 -> 7;
            case 408, 504 -> 4;
            case 413, 414, 429, 431 -> 8;
            case 404, 405, 421, 501 -> 12;
            case 500 -> 13;
            case 502, 503 -> 14;
            default -> 3;
        };
    }
}
