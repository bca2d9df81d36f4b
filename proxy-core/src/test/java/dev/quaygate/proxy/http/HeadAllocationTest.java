package dev.quaygate.proxy.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.quaygate.proxy.codec.HeadBuffer;
import dev.quaygate.proxy.codec.RequestHead;
import dev.quaygate.proxy.codec.ResponseHead;
import dev.quaygate.proxy.codec.ResponseHeadParser;
import dev.quaygate.proxy.codec.ResponseHeadWriter;
import dev.quaygate.proxy.text.Ascii;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** The path of an ordinary request makes no garbage. */
class HeadAllocationTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int ROUNDS = 20_000;

    @Test
    void readingJudgingAndWritingARequestAllocatesNothing() {
        var path = new HeadPath(true);
        ByteBuf in =
                Unpooled.copiedBuffer(
                        Ascii.bytes(
                                "GET /%61pi/items;v=1?id=4711 HTTP/1.1\r\nHost: shop.example.com\r\nUser-Agent: Mozilla/5.0 (X11; Linux x86_64)\r\nAccept: text/html,*/*;q=0.8\r\nAccept-Encoding: gzip, br\r\nCookie: session=0123456789abcdef\r\nConnection: keep-alive, X-Hop\r\nX-Hop: 1\r\nX-Forwarded-For: 1.1.1.1\r\nIf-None-Match: \"x\"\r\n\r\n"));
        Runnable request =
                () -> {
                    path.reset();
                    in.readerIndex(0);
                    if (path.feed(in) != 200 || path.write() == 0) {
                        throw new AssertionError("not served");
                    }
                };

        assertThat(allocatedPerRound(request)).isLessThan(1.0);
    }

    @Test
    void readingAndWritingAResponseAllocatesNothing() {
        var parser = new ResponseHeadParser();
        var head = new ResponseHead();
        var out = new HeadBuffer();
        byte[] date = Ascii.bytes("Tue, 24 Nov 2026 12:00:00 GMT");
        ByteBuf in =
                Unpooled.copiedBuffer(
                        Ascii.bytes(
                                "HTTP/1.1 200 OK\r\nServer: app\r\nContent-Type: text/html\r\nContent-Length: 128\r\nConnection: keep-alive\r\nSet-Cookie: a=b\r\n\r\n"));
        Runnable response =
                () -> {
                    head.reset();
                    out.reset();
                    in.readerIndex(0);
                    if (parser.parse(head, in, false) != ResponseHeadParser.DONE) {
                        throw new AssertionError("not parsed");
                    }
                    ResponseHeadWriter.write(head, RequestHead.Version.HTTP_1_1, false, date, out);
                };

        assertThat(allocatedPerRound(response)).isLessThan(1.0);
    }

    private static double allocatedPerRound(Runnable round) {
        for (int i = 0; i < ROUNDS; i++) {
            round.run();
        }
        long thread = Thread.currentThread().threadId();
        long before = THREADS.getThreadAllocatedBytes(thread);
        for (int i = 0; i < ROUNDS; i++) {
            round.run();
        }
        return (THREADS.getThreadAllocatedBytes(thread) - before) / (double) ROUNDS;
    }
}
