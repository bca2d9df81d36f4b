package dev.quaygate.app.admin;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** An answer without an end: server-sent events until the client leaves. */
sealed interface LiveStream permits LogStream, EventStream {
    /** How often a quiet stream gives a sign of life, which also finds out who has left. */
    long SILENCE_MILLIS = 15_000;

    /** Takes bytes to the client within a time limit of its own. */
    interface Sink {
        void send(byte[] bytes) throws IOException;
    }

    /** Sends until the client has left or the thread is interrupted. */
    void run(Sink sink) throws IOException;

    static byte[] head() {
        return String.join(
                        "\r\n",
                        "HTTP/1.1 200 OK",
                        "Content-Type: text/event-stream",
                        "Cache-Control: no-store",
                        "X-Content-Type-Options: nosniff",
                        "Connection: close",
                        "",
                        "")
                .getBytes(StandardCharsets.US_ASCII);
    }

    static byte[] comment(String what) {
        return (": " + what + "\n\n").getBytes(StandardCharsets.UTF_8);
    }
}
