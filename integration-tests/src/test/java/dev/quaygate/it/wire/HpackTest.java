package dev.quaygate.it.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The hand-written HPACK against the examples of RFC 7541 appendix C. */
class HpackTest {

    @Test
    void readsTheHuffmanRequestsOfAppendixC4() throws Exception {
        var reader = new HpackReader();

        assertThat(reader.read(hex("828684418cf1e3c2e5f23a6ba0ab90f4ff")))
                .containsExactly(
                        ":method: GET", ":scheme: http", ":path: /", ":authority: www.example.com");
        assertThat(reader.read(hex("828684be5886a8eb10649cbf")))
                .containsExactly(
                        ":method: GET",
                        ":scheme: http",
                        ":path: /",
                        ":authority: www.example.com",
                        "cache-control: no-cache");
        assertThat(reader.read(hex("828785bf408825a849e95ba97d7f8925a849e95bb8e8b4bf")))
                .endsWith("custom-key: custom-value");
    }

    @Test
    void readsWhatTheWriterWrites() throws Exception {
        var writer =
                new Hpack()
                        .incremental("x-a", "b".repeat(300))
                        .indexed(62)
                        .literal("x-c", "d")
                        .indexed(2);

        assertThat(new HpackReader().read(writer.bytes()))
                .containsExactly(
                        "x-a: " + "b".repeat(300),
                        "x-a: " + "b".repeat(300),
                        "x-c: d",
                        ":method: GET");
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }
}
