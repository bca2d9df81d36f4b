package dev.quaygate.proxy.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.proxy.observe.Cause;
import dev.quaygate.proxy.text.Ascii;
import io.netty.buffer.ByteBuf;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Chunked bodies, RFC 9112 §7.1; rules C1 to C6. */
class ChunkDecoderTest {
    private static final String REFUSED = "refused";

    record Case(String rule, String name, String raw, String outcome) {
        @Override
        public String toString() {
            return rule + " " + name;
        }
    }

    static List<Case> cases() {
        return List.of(
                body("C4", "empty body", "0\r\n\r\n", ""),
                body("C1", "two chunks", "5\r\nhello\r\n1\r\n!\r\n0\r\n\r\n", "hello!"),
                body(
                        "C1",
                        "upper and lower case",
                        "a\r\n0123456789\r\nA\r\n0123456789\r\n0\r\n\r\n",
                        "01234567890123456789"),
                body("C1", "16 digits", "0000000000000005\r\nhello\r\n0\r\n\r\n", "hello"),
                body("C4", "long zero", "0000\r\n\r\n", ""),
                body(
                        "C1",
                        "data that looks like framing",
                        "7\r\n0\r\n\r\n\r\n\r\n0\r\n\r\n",
                        "0\r\n\r\n\r\n"),
                refused("C1", "17 digits", "00000000000000005\r\nhello\r\n0\r\n\r\n"),
                refused("C1", "overflow of 63 bits", "8000000000000000\r\n"),
                refused("C1", "overflow of 64 bits", "10000000000000005\r\nhello\r\n0\r\n\r\n"),
                refused("C1", "empty size", "\r\nhello\r\n0\r\n\r\n"),
                refused("C1", "sign", "+5\r\nhello\r\n0\r\n\r\n"),
                refused("C1", "minus", "-5\r\nhello\r\n0\r\n\r\n"),
                refused("C1", "prefix", "0x5\r\nhello\r\n0\r\n\r\n"),
                refused("C1", "underscore", "1_0\r\n"),
                refused("C1", "blank before", " 5\r\nhello\r\n0\r\n\r\n"),
                refused("C1", "blank after", "5 \r\nhello\r\n0\r\n\r\n"),
                refused("C1", "tab after", "5\t\r\nhello\r\n0\r\n\r\n"),
                refused("C1", "blank before an extension", "5 ;a=b\r\nhello\r\n0\r\n\r\n"),
                refused("C1", "not hex", "g\r\n"),
                refused("C1", "point", "5.0\r\nhello\r\n0\r\n\r\n"),
                refused("C1", "8-bit byte", "\u00b5\r\n"),
                refused("C1", "NUL", "5\0\r\nhello\r\n0\r\n\r\n"),
                body("C2", "extension name", "5;a\r\nhello\r\n0\r\n\r\n", "hello"),
                body("C2", "extension with token", "5;a=b;c=d\r\nhello\r\n0;x\r\n\r\n", "hello"),
                body(
                        "C2",
                        "quoted extension",
                        "5;a=\"b;\\\"\u00e9 c\"\r\nhello\r\n0\r\n\r\n",
                        "hello"),
                body("C2", "blanks inside", "5; a = b ; c\r\nhello\r\n0\r\n\r\n", "hello"),
                body(
                        "C2",
                        "extension of 256 bytes",
                        "5;" + "a".repeat(255) + "\r\nhello\r\n0\r\n\r\n",
                        "hello"),
                refused(
                        "C2",
                        "extension of 257 bytes",
                        "5;" + "a".repeat(256) + "\r\nhello\r\n0\r\n\r\n"),
                refused(
                        "C2",
                        "extensions of more than 8 KiB",
                        ("1;" + "a".repeat(199) + "\r\nx\r\n").repeat(41) + "0\r\n\r\n"),
                refused("C2", "empty extension", "5;\r\nhello\r\n0\r\n\r\n"),
                refused("C2", "extension without value", "5;a=\r\nhello\r\n0\r\n\r\n"),
                refused("C2", "two names", "5;a b\r\nhello\r\n0\r\n\r\n"),
                refused("C2", "value after a blank value", "5;a=b =c\r\nhello\r\n0\r\n\r\n"),
                refused("C2", "bare LF (CVE-2025-58056)", "5;a\nhello\r\n0\r\n\r\n"),
                refused("C2", "bare CR", "5;a\rb\r\nhello\r\n0\r\n\r\n"),
                refused("C2", "control", "5;a\u0001\r\nhello\r\n0\r\n\r\n"),
                refused(
                        "C2",
                        "quote over the line end (CVE-2026-33870)",
                        "5;a=\"b\r\nhello\r\n0\r\n\r\n"),
                refused("C2", "text after a quote", "5;a=\"b\"c\r\nhello\r\n0\r\n\r\n"),
                refused("C2", "escaped line end", "5;a=\"\\\r\nhello\r\n0\r\n\r\n"),
                refused("C1", "bare LF after the size", "5\nhello\r\n0\r\n\r\n"),
                refused("C1", "CR CR LF after the size", "5\r\r\nhello\r\n0\r\n\r\n"),
                refused("C3", "no CR LF after the data", "5\r\nhello0\r\n\r\n"),
                refused("C3", "LF only after the data", "5\r\nhello\n0\r\n\r\n"),
                refused("C3", "one surplus byte", "5\r\nhello!\r\n0\r\n\r\n"),
                refused("C3", "surplus line end", "5\r\nhello\r\n\r\n0\r\n\r\n"),
                refused("C4", "LF after the last chunk", "0\n\r\n"),
                refused("C4", "LF as the end", "0\r\n\n"),
                body("C5", "trailers", "0\r\nX-Sum: 1\r\nX-B:2\r\n\r\n", "|x-sum: 1|x-b: 2"),
                body(
                        "C6",
                        "trailers that may not be",
                        "0\r\nHost: x\r\nContent-Length: 5\r\nAuthorization: x\r\nCookie: c\r\nSet-Cookie: c\r\nContent-Md5: x\r\nX-Forwarded-For: x\r\nConnection: x\r\nTransfer-Encoding: chunked\r\nX_Y: z\r\nX-Sum: 1\r\n\r\n",
                        "|x-sum: 1"),
                body(
                        "C5",
                        "16 trailers",
                        "0\r\n" + "X: 1\r\n".repeat(16) + "\r\n",
                        "|x: 1".repeat(16)),
                refused("C5", "17 trailers", "0\r\n" + "X: 1\r\n".repeat(17) + "\r\n"),
                refused(
                        "C5",
                        "8 KiB of trailers",
                        "0\r\n" + ("X: " + "1".repeat(1000) + "\r\n").repeat(9) + "\r\n"),
                refused("N1", "trailer with a blank before the colon", "0\r\nX : 1\r\n\r\n"),
                refused("N2", "folded trailer", "0\r\nX: 1\r\n 2\r\n\r\n"),
                refused("N3", "control in a trailer", "0\r\nX: \u0001\r\n\r\n"),
                refused("L1", "bare LF in the trailers", "0\r\nX: 1\n\r\n"));
    }

    private static Case body(String rule, String name, String raw, String outcome) {
        return new Case(rule, name, raw, outcome);
    }

    private static Case refused(String rule, String name, String raw) {
        return new Case(rule, name, raw, REFUSED);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void endsAsItsRuleSaysWhenItComesWhole(Case chunks) {
        assertThat(decode(ChunkDecoder.ofRequest(), chunks.raw, "")).isEqualTo(chunks.outcome);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void endsAlikeCutInTwoAnywhere(Case chunks) {
        ChunkDecoder decoder = ChunkDecoder.ofResponse();
        for (int cut = 1; cut < chunks.raw.length(); cut++) {
            decoder.reset();

            String outcome =
                    decode(decoder, chunks.raw.substring(0, cut), chunks.raw.substring(cut));

            assertThat(outcome).as("cut at %d", cut).isEqualTo(chunks.outcome);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void endsAlikeByteByByte(Case chunks) {
        String[] pieces = chunks.raw.split("(?s)(?<=.)");

        assertThat(decode(ChunkDecoder.ofRequest(), pieces)).isEqualTo(chunks.outcome);
    }

    @Test
    void leavesTheNextRequestInTheBuffer() {
        ByteBuf in = Bytes.buffer("0\r\nX: 1\r\n\r\nGET / HTTP/1.1\r\n");

        int event = ChunkDecoder.ofRequest().decode(in);

        assertThat(event).isEqualTo(ChunkDecoder.END);
        assertThat(Bytes.text(in)).isEqualTo("GET / HTTP/1.1\r\n");
    }

    @Test
    void waitsForABodyThatJustStops() {
        assertThat(decode(ChunkDecoder.ofRequest(), "5\r\nhel")).isEqualTo("hel…");
    }

    @Test
    void blamesTheSideThatSentIt() {
        ChunkDecoder request = ChunkDecoder.ofRequest();
        ChunkDecoder response = ChunkDecoder.ofResponse();

        request.decode(Bytes.buffer("x"));
        response.decode(Bytes.buffer("x"));

        assertThat(request.refusal().cause()).isEqualTo(Cause.BAD_FRAMING);
        assertThat(response.refusal().cause()).isEqualTo(Cause.UPSTREAM_BAD_RESPONSE);
    }

    private static String decode(ChunkDecoder decoder, String... pieces) {
        var seen = new StringBuilder();
        for (String piece : pieces) {
            ByteBuf in = Bytes.buffer(piece);
            int event = decoder.decode(in);
            while (event == ChunkDecoder.DATA) {
                int size = decoder.available(in);
                seen.append(Bytes.text(in.readSlice(size)));
                decoder.took(size);
                event = decoder.decode(in);
            }
            if (event == ChunkDecoder.ERROR) {
                return REFUSED;
            }
            if (event == ChunkDecoder.END) {
                return seen.append(trailers(decoder.trailers())).toString();
            }
        }
        return seen.append('…').toString();
    }

    private static String trailers(ResponseHead block) {
        var seen = new StringBuilder();
        for (int i = 0; i < block.count(); i++) {
            if (!block.isDropped(i)) {
                seen.append('|')
                        .append(
                                Ascii.string(block.bytes, block.nameStart(i), block.nameEnd(i))
                                        .toLowerCase(java.util.Locale.ROOT))
                        .append(": ")
                        .append(Ascii.string(block.bytes, block.valueStart(i), block.valueEnd(i)));
            }
        }
        return seen.toString();
    }
}
