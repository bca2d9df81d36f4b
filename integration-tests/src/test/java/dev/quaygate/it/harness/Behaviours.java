package dev.quaygate.it.harness;

import dev.quaygate.it.corpus.ParsedRequest;
import dev.quaygate.it.wire.WebSocketFrames;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;

/** Upstream behaviours that several tests need. */
public final class Behaviours {
    private static final Duration LONG = Duration.ofMinutes(2);

    private Behaviours() {}

    /** 200 with the name of the upstream and the request line. */
    public static Behaviour named(String name) {
        return (request, exchange) ->
                exchange.text(200, name + " " + request.requestLine() + "\n", request);
    }

    /** 200 whose body is the head that arrived, then the body. */
    public static Behaviour mirror() {
        return (request, exchange) ->
                exchange.text(200, request.headText() + "\n" + request.bodyText(), request);
    }

    /**
     * Accepts WebSockets and echoes every message and close; answers anything else with its number.
     */
    public static Behaviour webSocketEcho() {
        return new Behaviour() {
            @Override
            public void answer(ParsedRequest request, UpstreamExchange exchange)
                    throws IOException {
                exchange.numbered(request);
            }

            @Override
            public boolean onHead(ParsedRequest head, UpstreamExchange exchange)
                    throws IOException, InterruptedException {
                if (head.values("upgrade").isEmpty()) {
                    return false;
                }
                String key = head.values("sec-websocket-key").getFirst();
                exchange.write(
                        "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                                + "Sec-WebSocket-Accept: "
                                + WebSocketFrames.accept(key)
                                + "\r\n\r\n");
                echo(exchange);
                return true;
            }
        };
    }

    private static void echo(UpstreamExchange exchange) throws IOException, InterruptedException {
        int at = exchange.bodyStart();
        int known = at;
        while (true) {
            byte[] bytes = exchange.awaitBytes(known, LONG);
            if (bytes.length == known) {
                return;
            }
            known = bytes.length;
            while (at < bytes.length) {
                WebSocketFrames.Frame frame;
                try {
                    frame =
                            WebSocketFrames.read(
                                    new ByteArrayInputStream(
                                            Arrays.copyOfRange(bytes, at, bytes.length)));
                } catch (EOFException _) {
                    break;
                }
                at += frame.size();
                exchange.write(WebSocketFrames.encode(frame.opcode(), frame.payload(), false));
                if (frame.opcode() == WebSocketFrames.CLOSE) {
                    return;
                }
            }
        }
    }
}
