package dev.quaygate.it.harness;

import dev.quaygate.it.corpus.ParsedRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * The upstream's side of one request: what it may write, and the raw bytes behind the head.
 *
 * @param number counts the requests of the whole upstream from 1
 * @param nth counts the requests of this connection from 1
 */
public record UpstreamExchange(UpstreamConnection connection, int number, int nth, int bodyStart) {

    public void write(byte[] bytes) throws IOException {
        connection.write(bytes);
    }

    public void write(String latin1) throws IOException {
        write(latin1.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** A complete 200 with a length; the body names the answer's number and the request. */
    public void numbered(ParsedRequest request) throws IOException {
        text(200, "answer " + number + " " + request.requestLine() + "\n", request);
    }

    /** A complete answer of {@code status} with {@code body}; without the body for HEAD. */
    public void text(int status, String body, ParsedRequest request, String... fields)
            throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.ISO_8859_1);
        var head =
                new StringBuilder("HTTP/1.1 " + status + " Said\r\nX-Answer: " + number + "\r\n");
        for (String field : fields) {
            head.append(field).append("\r\n");
        }
        head.append("Content-Type: text/plain\r\nContent-Length: ")
                .append(bytes.length)
                .append("\r\n\r\n");
        write(request.method().equals("HEAD") ? head.toString() : head + body);
    }

    /** A chunk of a chunked answer. */
    public void chunk(String data) throws IOException {
        write(Integer.toHexString(data.length()) + "\r\n" + data + "\r\n");
    }

    /**
     * Waits until the peer has sent more than {@code known} bytes in all on this connection.
     *
     * @return all bytes received so far; not longer than {@code known} if the peer closed or time
     *     is over
     */
    public byte[] awaitBytes(int known, Duration limit) throws InterruptedException {
        return connection.awaitBytes(known, limit);
    }

    /** Waits until the peer closed its side, or for {@code limit}. */
    public boolean awaitClosed(Duration limit) throws InterruptedException {
        return connection.awaitClosed(limit);
    }

    /** Closes at once with a reset (linger 0). */
    public void reset() throws IOException {
        connection.reset();
    }

    public void close() throws IOException {
        connection.close();
    }
}
