package dev.quaygate.proxy.tls;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a ClientHello asks for (RFC 8446 §4.1.2): server name and protocols. Lenient about what it
 * does not need; BoringSSL judges the rest.
 *
 * @param serverName folded host name, or empty if there is none or it is no plain host name
 * @param alpn protocol names in the client's order
 */
record ClientHello(String serverName, List<String> alpn) {
    private static final int SERVER_NAME = 0;
    private static final int ALPN = 16;
    private static final int VERSION_AND_RANDOM = 34;
    private static final int LONGEST_NAME = 255;

    /**
     * Reads the body of a ClientHello message.
     *
     * @throws IndexOutOfBoundsException if lengths inside it do not fit
     */
    static ClientHello parse(ByteBuf body) {
        ByteBuf in = body.duplicate();
        in.skipBytes(VERSION_AND_RANDOM);
        in.skipBytes(in.readUnsignedByte()); // legacy session id
        in.skipBytes(in.readUnsignedShort()); // cipher suites
        in.skipBytes(in.readUnsignedByte()); // compression methods
        String name = "";
        List<String> protocols = List.of();
        if (in.readableBytes() < 2) {
            return new ClientHello(name, protocols);
        }
        ByteBuf extensions = in.readSlice(in.readUnsignedShort());
        while (extensions.isReadable()) {
            int type = extensions.readUnsignedShort();
            ByteBuf value = extensions.readSlice(extensions.readUnsignedShort());
            if (type == SERVER_NAME) {
                name = serverName(value);
            } else if (type == ALPN) {
                protocols = alpn(value);
            }
        }
        return new ClientHello(name, protocols);
    }

    private static String serverName(ByteBuf value) {
        ByteBuf list = value.readSlice(value.readUnsignedShort());
        int type = list.readUnsignedByte();
        int length = list.readUnsignedShort();
        // Two names, another type, or a length that is no host name: treated like none (TLS-3).
        if (type != 0 || length == 0 || length > LONGEST_NAME || list.readableBytes() != length) {
            return "";
        }
        String name = list.readCharSequence(length, StandardCharsets.ISO_8859_1).toString();
        return isHostName(name) ? fold(name) : "";
    }

    private static String fold(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    private static boolean isHostName(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean good =
                    c >= 'a' && c <= 'z'
                            || c >= 'A' && c <= 'Z'
                            || c >= '0' && c <= '9'
                            || c == '-'
                            || c == '.'
                            || c == '_';
            if (!good) {
                return false;
            }
        }
        return !name.startsWith(".");
    }

    private static List<String> alpn(ByteBuf value) {
        ByteBuf list = value.readSlice(value.readUnsignedShort());
        var protocols = new ArrayList<String>(4);
        while (list.isReadable()) {
            protocols.add(
                    list.readCharSequence(list.readUnsignedByte(), StandardCharsets.ISO_8859_1)
                            .toString());
        }
        return protocols;
    }
}
