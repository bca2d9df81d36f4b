package dev.quaygate.proxy.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonLineTest {
    private static final long SEED = 20_261_124;

    private final JsonLine encoder = new JsonLine(new Redaction(Redaction.DEFAULT));

    @Test
    void writesEveryFieldInItsPlace() {
        ExchangeRecord exchange = Records.record();
        exchange.query = "?v=2&token=s3cret";
        exchange.userAgent = "curl/8";
        exchange.referer = "https://a.example/?code=s3cret";

        assertThat(line(exchange))
                .isEqualTo(
                        """
                        {"ts":"2026-11-23T14:03:07.412Z","id":"01JD9X4T7N8Q2M5K3V6B0R1CZA",\
                        "listener":":443","client":"198.51.100.4","peer":"198.51.100.4",\
                        "proto":"h2","tls":"1.3","group":"X25519MLKEM768","resumed":false,\
                        "sni":"shop.example.com","method":"GET","host":"shop.example.com",\
                        "path":"/api/cart","query":"v=2&token=REDACTED","status":502,\
                        "cause":"upstream_refused","detail":"ECONNREFUSED","ended":"proxy",\
                        "route":"shop-api","pool":"shop","endpoint":"10.0.0.2:3000",\
                        "attempts":2,"bytesIn":0,"bytesOut":412,"msTls":0,"msQueue":0,\
                        "msConnect":0.4,"msFirstByte":0,"msBody":0.5,"msTotal":0.9,\
                        "revision":41,"userAgent":"curl/8",\
                        "referer":"https://a.example/?code=REDACTED"}
                        """);
    }

    @Test
    void leavesOutWhatIsNotThereButNeverTheCause() {
        var exchange = new ExchangeRecord();
        exchange.startMillis = Records.START;
        exchange.id = "X";

        assertThat(line(exchange))
                .isEqualTo(
                        """
                        {"ts":"2026-11-23T14:03:07.412Z","id":"X","proto":"h1","status":0,\
                        "cause":null,"detail":null,"ended":"complete","attempts":0,"bytesIn":0,\
                        "bytesOut":0,"msTls":0,"msQueue":0,"msConnect":0,"msFirstByte":0,\
                        "msBody":0,"msTotal":0,"revision":0}
                        """);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    0d0a             | \\r\\n
                    1b5b336d         | \\u001b[3m
                    22 5c            | \\"\\\\
                    7f               | \\u007f
                    09               | \\t
                    c3bc             | ü
                    e282ac           | €
                    f09f9880         | 😀
                    fc               | \\u00fc
                    c3               | \\u00c3
                    c328             | \\u00c3(
                    c0af             | \\u00c0\\u00af
                    e0809f           | \\u00e0\\u0080\\u009f
                    eda080           | \\u00ed\\u00a0\\u0080
                    f8888080         | \\u00f8\\u0088\\u0080\\u0080
                    e280a8           | \\u2028
                    e2809ce2808e     | “\\u200e
                    e280ae           | \\u202e
                    c285             | \\u0085
                    f3a08080         | \\udb40\\udc00
                    """)
    void escapesWhatCouldBreakALineOrAParser(String hex, String expected) {
        ExchangeRecord exchange = Records.record();
        exchange.path = "/" + bytes(hex);

        assertThat(line(exchange)).contains("\"path\":\"/" + expected + "\"");
    }

    @Test
    void staysOneWellFormedLineWhateverBytesCome() {
        var random = new Random(SEED);
        for (int i = 0; i < 2_000; i++) {
            ExchangeRecord exchange = Records.record();
            exchange.path = noise(random);
            exchange.query = noise(random);
            exchange.host = noise(random);
            exchange.sni = noise(random);
            exchange.userAgent = noise(random);
            exchange.referer = noise(random);
            exchange.detail = noise(random);

            String line = line(exchange);

            assertThat(line).as("seed %d, record %d", SEED, i).matches(ONE_LINE);
        }
    }

    @Test
    void cutsLongAgentsAt256Characters() {
        ExchangeRecord exchange = Records.record();
        exchange.userAgent = "a".repeat(1_000);
        exchange.path = "/" + "p".repeat(8_000);

        assertThat(line(exchange))
                .contains("\"userAgent\":\"" + "a".repeat(256) + "\"")
                .contains("p".repeat(8_000));
    }

    @Test
    void makesThePartsAddUpToTheTotal() {
        var random = new Random(SEED);
        for (int i = 0; i < 2_000; i++) {
            ExchangeRecord exchange = Records.record();
            exchange.endNanos = exchange.startNanos + random.nextLong(3_000_000_000L);
            exchange.tlsNanos = i % 2 == 0 ? 0 : random.nextLong(20_000_000);
            exchange.queueNanos = random.nextLong(5_000_000);
            exchange.connectNanos = random.nextLong(5_000_000);
            exchange.firstByteNanos = random.nextLong(4_000_000_000L);

            Matcher ms = MILLIS.matcher(line(exchange));
            assertThat(ms.find()).isTrue();
            double sum = 0;
            for (int part = 1; part <= 5; part++) {
                sum += Double.parseDouble(ms.group(part));
            }

            double total = Double.parseDouble(ms.group(6));
            assertThat(sum).as("seed %d", SEED).isCloseTo(total, within(0.001));
            double real = (exchange.tlsNanos + exchange.endNanos - exchange.startNanos) / 1e6;
            assertThat(total).isCloseTo(real, within(0.051));
        }
    }

    private static org.assertj.core.data.Offset<Double> within(double offset) {
        return org.assertj.core.data.Offset.offset(offset);
    }

    private String line(ExchangeRecord exchange) {
        return new String(bytes(encoder, exchange), StandardCharsets.UTF_8);
    }

    static byte[] bytes(LineEncoder encoder, ExchangeRecord exchange) {
        var buffer = new LineBuffer();
        encoder.encode(exchange, buffer);
        return java.util.Arrays.copyOf(buffer.bytes(), buffer.length());
    }

    private static String bytes(String hex) {
        byte[] raw = java.util.HexFormat.of().parseHex(hex.replace(" ", ""));
        return new String(raw, StandardCharsets.ISO_8859_1);
    }

    private static String noise(Random random) {
        byte[] raw = new byte[random.nextInt(40)];
        random.nextBytes(raw);
        return new String(raw, StandardCharsets.ISO_8859_1);
    }

    private static final Pattern MILLIS =
            Pattern.compile(
                    List.of("Tls", "Queue", "Connect", "FirstByte", "Body", "Total").stream()
                            .map(part -> "\"ms" + part + "\":([0-9.]+)")
                            .collect(java.util.stream.Collectors.joining(",")));

    /** A JSON object of strings and plain values, no raw control, one line feed at the end. */
    private static final Pattern ONE_LINE =
            Pattern.compile(
                    "\\{(\"\\w+\":(\"([^\"\\\\\\p{Cntrl}]|\\\\[\"\\\\nrt]|\\\\u[0-9a-f]{4})*+\""
                            + "|[0-9.]+|true|false|null),?)++\\}\\n");
}
