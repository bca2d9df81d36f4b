package dev.quaygate.proxy.codec;

import dev.quaygate.proxy.text.Ascii;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/** Short forms for tests. */
final class Bytes {
    private Bytes() {}

    static ByteBuf buffer(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
    }

    static String text(ByteBuf buffer) {
        return buffer.toString(StandardCharsets.ISO_8859_1);
    }

    static String text(HeadBuffer buffer) {
        return Ascii.string(buffer.bytes, 0, buffer.length);
    }
}
