package dev.quaygate.proxy.codec;

import dev.quaygate.proxy.text.Ascii;
import java.util.Arrays;

/**
 * Writes a response head for an HTTP/1 client, with our own framing and connection fields (RFC 9112
 * §4, §6). Event loop only; keeps no state.
 */
public final class ResponseHeadWriter {
    private static final byte[] CONTENT_LENGTH = Ascii.bytes("Content-Length: ");
    private static final byte[] CHUNKED = Ascii.bytes("Transfer-Encoding: chunked\r\n");
    private static final byte[] CLOSE = Ascii.bytes("Connection: close\r\n");
    private static final byte[] KEEP_ALIVE = Ascii.bytes("Connection: keep-alive\r\n");
    private static final byte[] UPGRADE =
            Ascii.bytes("Connection: Upgrade\r\nUpgrade: websocket\r\n");
    private static final byte[] DATE = Ascii.bytes("Date");

    /** Fields that we write ourselves and never copy. */
    private static final boolean[] OWN = new boolean[FieldName.COUNT];

    static {
        OWN[FieldName.CONTENT_LENGTH] = true;
        OWN[FieldName.TRANSFER_ENCODING] = true;
        OWN[FieldName.CONNECTION] = true;
    }

    private ResponseHeadWriter() {}

    /**
     * Whether the body must go to a client of {@code version} in chunks. If it has no known length
     * and this is false, only the end of the connection can delimit it.
     */
    public static boolean isChunkedTo(ResponseHead head, RequestHead.Version version) {
        return version == RequestHead.Version.HTTP_1_1 && isOpenEnded(head);
    }

    /** Whether a client of {@code version} can find the end only by our closing. */
    public static boolean isClosedTo(ResponseHead head, RequestHead.Version version) {
        return version == RequestHead.Version.HTTP_1_0 && isOpenEnded(head);
    }

    /**
     * Appends the whole head, its final empty line included.
     *
     * @param version what the client speaks
     * @param close we will close after this answer
     * @param date value for a missing Date field (RFC 9110 §6.6.1)
     */
    public static void write(
            ResponseHead head,
            RequestHead.Version version,
            boolean close,
            byte[] date,
            HeadBuffer out) {
        StatusLines.write(head, out);
        if (head.status >= 200) {
            framing(head, version, out);
            connection(version, close || isClosedTo(head, version), out);
            if (head.find(FieldName.DATE) < 0) {
                out.putField(DATE, date);
            }
        } else if (head.websocket) {
            out.put(UPGRADE);
        }
        out.putFields(head, OWN, CompiledEdits.NONE);
        out.put(HeadBuffer.CRLF);
    }

    private static void framing(ResponseHead head, RequestHead.Version version, HeadBuffer out) {
        if (isChunkedTo(head, version)) {
            out.put(CHUNKED);
        } else if (head.contentLength >= 0 && head.status != 204 && !isOpenEnded(head)) {
            out.put(CONTENT_LENGTH);
            out.putDecimal(head.contentLength);
            out.put(HeadBuffer.CRLF);
        }
    }

    private static void connection(RequestHead.Version version, boolean close, HeadBuffer out) {
        if (close) {
            out.put(CLOSE);
        } else if (version == RequestHead.Version.HTTP_1_0) {
            out.put(KEEP_ALIVE);
        }
    }

    private static boolean isOpenEnded(ResponseHead head) {
        return head.framing == ResponseFraming.CHUNKED
                || head.framing == ResponseFraming.UNTIL_CLOSE;
    }

    /** Status lines with the phrases of RFC 9110 §15, ready to be copied. */
    private static final class StatusLines {
        private static final byte[][] READY = new byte[600][];
        private static final byte[] VERSION = Ascii.bytes("HTTP/1.1 ");

        static void write(ResponseHead head, HeadBuffer out) {
            byte[] ready = READY[head.status];
            if (ready != null) {
                out.put(ready);
                return;
            }
            out.put(VERSION);
            out.putDecimal(head.status);
            out.put((byte) ' ');
            out.put(head.bytes, head.reasonStart, head.reasonEnd);
            out.put(HeadBuffer.CRLF);
        }

        static {
            for (int status = 100; status < READY.length; status++) {
                String phrase = ReasonPhrase.of(status);
                if (!phrase.isEmpty()) {
                    READY[status] = Ascii.bytes("HTTP/1.1 " + status + " " + phrase + "\r\n");
                }
            }
        }
    }

    /** The answer to {@code Expect: 100-continue}. */
    public static byte[] continueLine() {
        return Arrays.copyOf(CONTINUE, CONTINUE.length);
    }

    private static final byte[] CONTINUE = Ascii.bytes("HTTP/1.1 100 Continue\r\n\r\n");
}
