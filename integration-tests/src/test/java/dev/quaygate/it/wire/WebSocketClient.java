package dev.quaygate.it.wire;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A WebSocket over a raw HTTP/1 connection. */
public final class WebSocketClient implements AutoCloseable {
    private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

    private final H1Client client;
    private final H1Response answer;

    private WebSocketClient(H1Client client, H1Response answer) {
        this.client = client;
        this.answer = answer;
    }

    /** Asks for the upgrade on {@code client}; the answer may be a refusal. */
    public static WebSocketClient open(H1Client client, String host, String target)
            throws IOException {
        client.get(
                host,
                target,
                "Connection: Upgrade",
                "Upgrade: websocket",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: " + KEY);
        return new WebSocketClient(client, client.read());
    }

    /** The answer to the upgrade. */
    public H1Response answer() {
        return answer;
    }

    /** Whether the answer is a 101 with the right Accept. */
    public boolean opened() {
        return answer.status() == 101
                && answer.header("Sec-WebSocket-Accept").equals(WebSocketFrames.accept(KEY));
    }

    public void send(String text) throws IOException {
        send(WebSocketFrames.TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    public void send(int opcode, byte[] payload) throws IOException {
        client.send(WebSocketFrames.encode(opcode, payload, true));
    }

    public WebSocketFrames.Frame read() throws IOException {
        return WebSocketFrames.read(client.in());
    }

    /** Sends a message and returns the next one. */
    public String echo(String text) throws IOException {
        send(text);
        return read().text();
    }

    /** Whether the peer ends the connection within {@code limit}. */
    public boolean awaitClosed(Duration limit) {
        return client.awaitClosed(limit);
    }

    @Override
    public void close() {
        client.close();
    }
}
