package dev.quaygate.proxy.http;

import dev.quaygate.proxy.codec.Refusal;
import dev.quaygate.proxy.observe.Cause;

/** What the guard answers; made once, so that a flood of bad requests costs no garbage. */
final class GuardRefusals {
    static final Refusal METHOD_REFUSED =
            Refusal.keep(Cause.METHOD_REFUSED, 405, "method not served here");
    static final Refusal METHOD = malformed(Cause.BAD_REQUEST, "method is not a token");

    static final Refusal SCHEME = malformed(Cause.BAD_REQUEST, "scheme is not the connection's");
    static final Refusal TARGET = bad("target is not a path");
    static final Refusal TARGET_BYTE = bad("byte not allowed in the target");
    static final Refusal TARGET_LONG =
            new Refusal(Cause.HEAD_TOO_LARGE, 414, "target too long", true, false);
    static final Refusal MANY_FIELDS =
            new Refusal(Cause.HEAD_TOO_LARGE, 431, "too many fields", true, false);
    static final Refusal NAME_LONG =
            new Refusal(Cause.HEAD_TOO_LARGE, 431, "field name too long", true, false);
    static final Refusal ESCAPE = bad("escape not allowed in the path");
    static final Refusal DOT_SEGMENT = bad("dot segment in the path");

    static final Refusal NO_HOST = malformed(Cause.BAD_HOST, "host missing");
    static final Refusal TWO_HOSTS = malformed(Cause.BAD_HOST, "more than one host");
    static final Refusal HOST = malformed(Cause.BAD_HOST, "host malformed");
    static final Refusal HOSTS_DIFFER = malformed(Cause.BAD_HOST, "authority and Host differ");

    static final Refusal LENGTH = malformed(Cause.BAD_FRAMING, "Content-Length malformed");
    static final Refusal LENGTHS = malformed(Cause.BAD_FRAMING, "more than one Content-Length");
    static final Refusal CODING = malformed(Cause.BAD_FRAMING, "Transfer-Encoding malformed");
    static final Refusal UNKNOWN_CODING =
            new Refusal(Cause.BAD_FRAMING, 501, "Transfer-Encoding unknown", true, true);
    static final Refusal BOTH =
            malformed(Cause.BAD_FRAMING, "both Content-Length and Transfer-Encoding");
    static final Refusal CODING_IN_1_0 =
            malformed(Cause.BAD_FRAMING, "Transfer-Encoding in HTTP/1.0");

    static final Refusal FIELD = malformed(Cause.BAD_REQUEST, "field not allowed in HTTP/2");
    static final Refusal REPEATED = bad("a field that may stand once is repeated");
    static final Refusal CONNECTION = bad("Connection malformed");
    static final Refusal PROTECTED = bad("Connection names a protected field");

    static final Refusal EXPECTATION =
            new Refusal(Cause.BAD_REQUEST, 417, "expectation not supported", true, false);
    static final Refusal UPGRADE_BODY = malformed(Cause.BAD_FRAMING, "upgrade with a body");
    static final Refusal UPGRADE_METHOD = bad("websocket upgrade without GET");
    static final Refusal UPGRADE_KEY = bad("websocket key malformed");
    static final Refusal UPGRADE_VERSION =
            Refusal.keep(Cause.BAD_REQUEST, 426, "websocket version not supported");

    private GuardRefusals() {}

    /** HTTP/1: 400 and close. HTTP/2: stream error. */
    private static Refusal malformed(Cause cause, String detail) {
        return Refusal.close(cause, detail);
    }

    /** 400 in every version. */
    private static Refusal bad(String detail) {
        return new Refusal(Cause.BAD_REQUEST, 400, detail, true, false);
    }
}
