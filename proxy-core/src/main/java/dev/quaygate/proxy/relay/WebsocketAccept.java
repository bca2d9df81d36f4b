package dev.quaygate.proxy.relay;

import dev.quaygate.proxy.codec.FieldName;
import dev.quaygate.proxy.codec.RequestHead;
import dev.quaygate.proxy.codec.ResponseHead;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * Whether a 101 answers the websocket request that was sent (RFC 6455 §4.2.2): an endpoint that
 * never understood it must not get a tunnel (CVE-2026-2833).
 */
final class WebsocketAccept {
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private WebsocketAccept() {}

    static boolean matches(RequestHead request, ResponseHead response) {
        String key = request.value(FieldName.SEC_WEBSOCKET_KEY);
        String accept = response.value(FieldName.SEC_WEBSOCKET_ACCEPT);
        return request.websocket
                && response.websocket
                && key != null
                && expected(key.strip()).equals(accept == null ? "" : accept.strip());
    }

    private static String expected(String key) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-1")
                            .digest((key + GUID).getBytes(StandardCharsets.ISO_8859_1));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }
}
