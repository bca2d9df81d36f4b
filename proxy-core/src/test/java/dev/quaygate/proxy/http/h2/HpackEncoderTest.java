package dev.quaygate.proxy.http.h2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.proxy.codec.FieldName;
import dev.quaygate.proxy.codec.ResponseHead;
import dev.quaygate.proxy.codec.h2.HpackEncoder;
import dev.quaygate.proxy.text.Ascii;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Our blocks against Netty's decoder (RFC 7541). */
class HpackEncoderTest {
    private static final String[] NAMES = {
        "Content-Type",
        "server",
        "ETag",
        "X-Thing",
        "cache-control",
        "Set-Cookie",
        "vary",
        "x-1",
        "Location",
        "date"
    };
    private final HpackEncoder encoder = new HpackEncoder();
    private final DefaultHttp2HeadersDecoder decoder =
            new DefaultHttp2HeadersDecoder(false, 1 << 20);

    @Test
    void writesWhatTheDecoderReadsOverManyBlocksAndTableSizes() throws Http2Exception {
        long seed = 20261124;
        var random = new Random(seed);
        for (int block = 0; block < 5_000; block++) {
            if (random.nextInt(50) == 0) {
                int size = random.nextInt(6000);
                encoder.tableSize(size);
                decoder.configuration().maxHeaderTableSize(Math.min(size, 4096));
            }
            ResponseHead head = new ResponseHead().answer(200 + random.nextInt(400));
            head.contentLength = random.nextBoolean() ? random.nextInt(1 << 20) : -1;
            List<String> expected = new ArrayList<>();
            expected.add(":status: " + head.status);
            for (int i = random.nextInt(12); i > 0; i--) {
                String name = NAMES[random.nextInt(NAMES.length)];
                String value = value(random);
                add(head, name, value);
                expected.add(name.toLowerCase(Locale.ROOT) + ": " + value);
            }
            if (head.contentLength >= 0 && head.status != 204) {
                expected.add("content-length: " + head.contentLength);
            }

            assertThat(decode(encode(head)))
                    .as("seed %d block %d", seed, block)
                    .isEqualTo(expected);
        }
    }

    private static String value(Random random) {
        int kind = random.nextInt(10);
        if (kind < 6) {
            return "common value " + random.nextInt(5);
        }
        return "v".repeat(random.nextInt(kind == 9 ? 5_000 : 300)) + random.nextInt();
    }

    @Test
    void writesOneByteForAFieldThatComesBack() {
        ResponseHead head = new ResponseHead().answer(200);
        head.contentLength = -1;
        add(head, "content-type", "application/json; charset=utf-8");

        int literal = encode(head).length;
        int remembered = encode(head).length;
        byte[] indexed = encode(head);

        assertThat(literal).isGreaterThan(30);
        assertThat(remembered).isGreaterThan(30);
        assertThat(indexed).containsExactly(0x88, 0xbe);
    }

    @Test
    void neverRemembersCookies() throws Http2Exception {
        ResponseHead head = new ResponseHead().answer(200);
        add(head, "set-cookie", "session=secret");

        for (int i = 0; i < 4; i++) {
            byte[] block = encode(head);
            assertThat(block[1]).isEqualTo((byte) 0x1f);
            assertThat(decode(block)).contains("set-cookie: session=secret");
        }
    }

    @Test
    void leavesOutWhatIsDroppedOrBelongsToAConnection() throws Http2Exception {
        ResponseHead head = new ResponseHead().answer(304);
        head.contentLength = -1;
        add(head, "connection", "x-a");
        add(head, "transfer-encoding", "chunked");
        add(head, "keep-alive", "1");
        add(head, "upgrade", "h2c");
        add(head, "x-a", "1");
        head.drop(4);
        add(head, "x-b", "2");

        assertThat(decode(encode(head))).containsExactly(":status: 304", "x-b: 2");
    }

    @Test
    void writesTrailersThatDependOnNoTable() throws Http2Exception {
        ResponseHead trailers = new ResponseHead();
        add(trailers, "Grpc-Status", "0");
        byte[] out = new byte[HpackEncoder.bound(trailers)];
        int length = HpackEncoder.writeTrailers(out, 0, trailers);

        assertThat(decode(java.util.Arrays.copyOf(out, length))).containsExactly("grpc-status: 0");
    }

    @Test
    void announcesATableThatShrankAndGrewByBothSizes() throws Http2Exception {
        encoder.tableSize(100);
        encoder.tableSize(2000);
        decoder.configuration().maxHeaderTableSize(2000);

        byte[] block = encode(new ResponseHead().answer(204));

        assertThat(block).startsWith(0x3f, 69, 0x3f, 0xb1, 0x0f);
        assertThat(decode(block)).containsExactly(":status: 204");
    }

    private byte[] encode(ResponseHead head) {
        byte[] out = new byte[HpackEncoder.bound(head)];
        return java.util.Arrays.copyOf(out, encoder.write(out, 0, head));
    }

    private List<String> decode(byte[] block) throws Http2Exception {
        List<String> fields = new ArrayList<>();
        decoder.decodeHeaders(1, Unpooled.wrappedBuffer(block))
                .forEach(field -> fields.add(field.getKey() + ": " + field.getValue()));
        return fields;
    }

    private static void add(ResponseHead head, String name, String value) {
        byte[] bytes = Ascii.bytes(name);
        head.add(FieldName.id(bytes, 0, bytes.length), bytes, Ascii.bytes(value));
    }
}
