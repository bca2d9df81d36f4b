package dev.quaygate.proxy.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.proxy.settings.HeaderEdits;
import dev.quaygate.proxy.text.Ascii;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What HTTP/1 clients get, RFC 9112 §4, §6, §9. */
class ResponseHeadWriterTest {
    private static final byte[] DATE = Ascii.bytes("Tue, 24 Nov 2026 12:00:00 GMT");
    private static final String DATE_LINE = "Date: Tue, 24 Nov 2026 12:00:00 GMT\r\n";

    @Test
    void writesFramingOfItsOwn() {
        var head = parsed("HTTP/1.1 200 Fine\r\nContent-Length: 005\r\nX-A:  b \r\n\r\n", false);

        assertThat(write(head, RequestHead.Version.HTTP_1_1, false))
                .isEqualTo(
                        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n" + DATE_LINE + "X-A: b\r\n\r\n");
    }

    @Test
    void keepsADateThatCame() {
        var head = parsed("HTTP/1.1 204 N\r\nDate: then\r\n\r\n", false);

        assertThat(write(head, RequestHead.Version.HTTP_1_1, false))
                .isEqualTo("HTTP/1.1 204 No Content\r\nDate: then\r\n\r\n");
    }

    @Test
    void putsBodiesOfUnknownLengthInChunks() {
        var head = parsed("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", false);

        assertThat(write(head, RequestHead.Version.HTTP_1_1, false))
                .isEqualTo(
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n" + DATE_LINE + "\r\n");
        assertThat(ResponseHeadWriter.isChunkedTo(head, RequestHead.Version.HTTP_1_1)).isTrue();
    }

    @Test
    void closesAfterABodyOfUnknownLengthTowardsHttp10() {
        var head = parsed("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", false);

        assertThat(write(head, RequestHead.Version.HTTP_1_0, false))
                .isEqualTo("HTTP/1.1 200 OK\r\nConnection: close\r\n" + DATE_LINE + "\r\n");
        assertThat(ResponseHeadWriter.isClosedTo(head, RequestHead.Version.HTTP_1_0)).isTrue();
    }

    @Test
    void tellsHttp10ThatTheConnectionStays() {
        var head = parsed("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", false);

        assertThat(write(head, RequestHead.Version.HTTP_1_0, false))
                .contains("Connection: keep-alive\r\n");
    }

    @Test
    void saysWhenItCloses() {
        var head = parsed("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", false);

        assertThat(write(head, RequestHead.Version.HTTP_1_1, true))
                .contains("Connection: close\r\n");
    }

    @Test
    void keepsTheLengthOfAnAnswerToHead() {
        var head = parsed("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", true);

        assertThat(write(head, RequestHead.Version.HTTP_1_1, false))
                .contains("Content-Length: 5\r\n");
    }

    @Test
    void interimAnswersHaveNoFramingAndNoDate() {
        var head = parsed("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n", false);

        assertThat(write(head, RequestHead.Version.HTTP_1_1, true))
                .isEqualTo("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n");
    }

    @Test
    void switchesProtocolInItsOwnWords() {
        var head =
                parsed(
                        "HTTP/1.1 101 Go\r\nUpgrade: websocket\r\nConnection: upgrade\r\nSec-WebSocket-Accept: x\r\n\r\n",
                        false);

        assertThat(write(head, RequestHead.Version.HTTP_1_1, false))
                .isEqualTo(
                        "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: x\r\n\r\n");
    }

    @Test
    void keepsTheReasonOfAnUnregisteredStatus() {
        var head = parsed("HTTP/1.1 599 Odd thing\r\nContent-Length: 0\r\n\r\n", false);

        assertThat(write(head, RequestHead.Version.HTTP_1_1, false))
                .startsWith("HTTP/1.1 599 Odd thing\r\n");
    }

    @Test
    void answersOfOurOwnSayThatTheyAreEmpty() {
        var head = new ResponseHead().answer(308);

        assertThat(write(head, RequestHead.Version.HTTP_1_1, false))
                .contains("Content-Length: 0\r\n");
    }

    @Test
    void writesEditedFields() {
        var edits =
                new CompiledEdits(
                        new HeaderEdits(
                                Map.of("X-Frame-Options", "DENY"),
                                Map.of("X-A", "2"),
                                List.of("Server", "x-powered-by")));
        var head =
                parsed(
                        "HTTP/1.1 204 N\r\nserver: s\r\nX-Powered-By: p\r\nX-A: 1\r\nx-frame-options: ALLOW\r\nDate: d\r\n\r\n",
                        false);

        edits.apply(head);

        assertThat(write(head, RequestHead.Version.HTTP_1_1, false))
                .isEqualTo(
                        "HTTP/1.1 204 No Content\r\nX-A: 1\r\nDate: d\r\nx-frame-options: DENY\r\nx-a: 2\r\n\r\n");
    }

    private static ResponseHead parsed(String raw, boolean toHead) {
        var head = new ResponseHead();
        int result = new ResponseHeadParser().parse(head, Bytes.buffer(raw), toHead);
        assertThat(result).isEqualTo(ResponseHeadParser.DONE);
        return head;
    }

    private static String write(ResponseHead head, RequestHead.Version version, boolean close) {
        var out = new HeadBuffer();
        ResponseHeadWriter.write(head, version, close, DATE, out);
        return Bytes.text(out);
    }
}
