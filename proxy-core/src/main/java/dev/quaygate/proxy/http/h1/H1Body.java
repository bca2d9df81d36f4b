package dev.quaygate.proxy.http.h1;

import dev.quaygate.proxy.codec.ChunkDecoder;
import dev.quaygate.proxy.codec.Refusal;
import dev.quaygate.proxy.codec.RequestHead;
import dev.quaygate.proxy.relay.Exchange;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Reads one request body after the other as it is framed (RFC 9112 §6, §7). Event loop only. */
final class H1Body {
    private long remaining;
    private boolean chunked;
    private boolean ended = true;
    private @Nullable ChunkDecoder chunks;

    void begin(RequestHead head) {
        chunked = head.chunked;
        remaining = Math.max(0, head.contentLength);
        ended = !chunked && remaining == 0;
        if (chunked) {
            chunks = chunks == null ? ChunkDecoder.ofRequest() : chunks;
            chunks.reset();
        }
    }

    void none() {
        chunked = false;
        remaining = 0;
        ended = true;
    }

    boolean isEnded() {
        return ended;
    }

    /** Hands what is there of the body to {@code exchange}; returns why if its framing is wrong. */
    @Nullable Refusal read(ByteBuf in, Exchange exchange) {
        ChunkDecoder decoder = chunks;
        if (chunked && decoder != null) {
            return readChunks(in, exchange, decoder);
        }
        int take = (int) Math.min(remaining, in.readableBytes());
        remaining -= take;
        ended = remaining == 0;
        exchange.requestData(in.readRetainedSlice(take));
        return null;
    }

    private @Nullable Refusal readChunks(ByteBuf in, Exchange exchange, ChunkDecoder decoder) {
        ByteBuf merged = null;
        while (true) {
            switch (decoder.decode(in)) {
                case ChunkDecoder.DATA -> {
                    int size = decoder.available(in);
                    if (merged == null && size >= 4096) {
                        exchange.requestData(in.readRetainedSlice(size));
                    } else {
                        // Small chunks become one, so that 1-byte chunks do not cost a write each
                        // (C7).
                        merged =
                                merged == null
                                        ? in.alloc().directBuffer(size + in.readableBytes())
                                        : merged;
                        merged.writeBytes(in, size);
                    }
                    decoder.took(size);
                }
                case ChunkDecoder.END -> {
                    ended = true;
                    deliver(merged, exchange);
                    return null;
                }
                case ChunkDecoder.ERROR -> {
                    deliver(merged, exchange);
                    return decoder.refusal();
                }
                default -> {
                    deliver(merged, exchange);
                    return null;
                }
            }
        }
    }

    private static void deliver(@Nullable ByteBuf data, Exchange exchange) {
        if (data != null) {
            exchange.requestData(data);
        }
    }
}
