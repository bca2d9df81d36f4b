package dev.quaygate.proxy.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TextLineTest {
    private final TextLine encoder = new TextLine(new Redaction(Redaction.DEFAULT));

    @Test
    void readsFromLeftToRight() {
        ExchangeRecord exchange = Records.record();
        exchange.query = "?token=s3cret";

        assertThat(new String(JsonLineTest.bytes(encoder, exchange), StandardCharsets.UTF_8))
                .isEqualTo(
                        "2026-11-23T14:03:07.412Z 198.51.100.4 h2 GET shop.example.com/api/cart"
                                + "?token=REDACTED 502 0.9ms 412B route=shop-api"
                                + " endpoint=10.0.0.2:3000 cause=upstream_refused (ECONNREFUSED)"
                                + " id=01JD9X4T7N8Q2M5K3V6B0R1CZA\n");
    }

    @Test
    void staysOneLine() {
        ExchangeRecord exchange = Records.answered(200, 1);
        exchange.host = "a\r\nb";
        exchange.method = "";

        assertThat(new String(JsonLineTest.bytes(encoder, exchange), StandardCharsets.UTF_8))
                .contains(" - a\\r\\nb/api/cart 200 1ms ")
                .hasLineCount(1);
    }
}
