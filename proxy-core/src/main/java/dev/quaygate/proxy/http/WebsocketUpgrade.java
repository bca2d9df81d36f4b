package dev.quaygate.proxy.http;

import dev.quaygate.proxy.codec.ByteClass;
import dev.quaygate.proxy.codec.FieldName;
import dev.quaygate.proxy.codec.Refusal;
import dev.quaygate.proxy.codec.RequestHead;
import dev.quaygate.proxy.text.Ascii;
import org.jspecify.annotations.Nullable;

/**
 * Whether a request is a well-formed websocket opening handshake (RFC 6455 §4.2.1). Every other
 * upgrade is ignored (RFC 9110 §7.8). State of one head.
 */
final class WebsocketUpgrade {
    private static final byte[] WEBSOCKET = Ascii.bytes("websocket");
    private static final byte[] GET = Ascii.bytes("GET");
    private static final byte[] VERSION_13 = Ascii.bytes("13");
    private static final int KEY_LENGTH = 24;

    private int lines;
    private boolean websocket;
    private int versions;
    private boolean version13;
    private boolean key;

    void reset() {
        lines = versions = 0;
        websocket = version13 = key = false;
    }

    /** An Upgrade line. */
    void named(RequestHead head, int field) {
        lines++;
        websocket = isValue(head, field, WEBSOCKET);
    }

    /** A Sec-WebSocket-Version line. */
    void version(RequestHead head, int field) {
        versions++;
        version13 = isValue(head, field, VERSION_13);
    }

    /** The Sec-WebSocket-Key line. */
    void key(RequestHead head, int field) {
        key = isKey(head.bytes, head.valueStart(field), head.valueEnd(field));
    }

    /** Called for HTTP/1.1 when Connection names upgrade. */
    @Nullable Refusal settle(RequestHead head) {
        if (lines != 1 || !websocket) {
            return null;
        }
        if (head.chunked || head.contentLength >= 0) {
            return GuardRefusals.UPGRADE_BODY;
        }
        if (!head.isMethod(GET)) {
            return GuardRefusals.UPGRADE_METHOD;
        }
        if (versions != 1 || !version13) {
            return GuardRefusals.UPGRADE_VERSION;
        }
        if (!key) {
            return GuardRefusals.UPGRADE_KEY;
        }
        head.websocket = true;
        return null;
    }

    /** 16 bytes in base64: 22 digits and two fill characters. */
    private static boolean isKey(byte[] bytes, int start, int end) {
        if (end - start != KEY_LENGTH || bytes[end - 1] != '=' || bytes[end - 2] != '=') {
            return false;
        }
        for (int i = start; i < end - 2; i++) {
            byte b = bytes[i];
            boolean digit =
                    ByteClass.isUnreserved(b) && b != '-' && b != '.' && b != '_' && b != '~';
            if (!digit && b != '+' && b != '/') {
                return false;
            }
        }
        return true;
    }

    private static boolean isValue(RequestHead head, int i, byte[] lower) {
        return FieldName.equalsFolded(head.bytes, head.valueStart(i), head.valueEnd(i), lower);
    }
}
