package dev.quaygate.proxy.http;

import dev.quaygate.proxy.codec.ForwardContext;
import dev.quaygate.proxy.codec.HeadBuffer;
import dev.quaygate.proxy.codec.Refusal;
import dev.quaygate.proxy.codec.RequestHead;
import dev.quaygate.proxy.codec.RequestHeadParser;
import dev.quaygate.proxy.codec.RequestHeadWriter;
import dev.quaygate.proxy.settings.Limits;
import dev.quaygate.proxy.text.Ascii;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/** The way of a head through parser, guard and writer, as a connection drives it. */
final class HeadPath {
    /** The head is not complete. */
    static final int WAITS = 0;

    final RequestHead head = new RequestHead();
    final ForwardContext context = new ForwardContext();
    private final RequestHeadParser parser = new RequestHeadParser();
    private final RequestGuard guard = new RequestGuard();
    private final HeadBuffer out = new HeadBuffer();
    private final boolean secure;
    @Nullable Refusal refusal;

    HeadPath(boolean secure) {
        this.secure = secure;
        context.peer = Ascii.bytes("203.0.113.9");
        context.proto = Ascii.bytes(secure ? "https" : "http");
        context.port = Ascii.bytes(secure ? "443" : "80");
        context.requestId = Ascii.bytes("01REQUEST");
    }

    void reset() {
        head.reset();
        refusal = null;
    }

    /** Feeds the pieces; returns {@link #WAITS}, 200 or the status of the refusal. */
    int feed(byte[]... pieces) {
        for (byte[] piece : pieces) {
            ByteBuf in = Unpooled.wrappedBuffer(piece);
            int status = feed(in);
            if (status != WAITS) {
                return status;
            }
        }
        return WAITS;
    }

    int feed(ByteBuf in) {
        return switch (parser.parse(head, in, Limits.DEFAULT)) {
            case RequestHeadParser.NEED_MORE -> WAITS;
            case RequestHeadParser.DONE -> judge();
            default -> {
                refusal = parser.refusal();
                yield refusal.status();
            }
        };
    }

    int judge() {
        refusal = guard.judge(head, secure, context.trusted, Limits.DEFAULT);
        return refusal == null ? 200 : refusal.status();
    }

    /** What the endpoint would get. */
    String upstream() {
        write();
        return Ascii.string(out.bytes, 0, out.length);
    }

    /** Writes without making a string. */
    int write() {
        out.reset();
        RequestHeadWriter.write(head, context, out);
        return out.length;
    }
}
