package dev.quaygate.proxy.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** O7: what failed can be asked for by its id. */
class FailuresTest {
    private static final String ID = "01JD9X4T7N8Q2M5K3V6B0R1CZA";

    private final Redaction redaction = new Redaction(Redaction.DEFAULT);
    private final Failures failures = new Failures();

    @Test
    void remembersWhatFailedAsItWasAtItsEnd() {
        ExchangeRecord exchange = Records.record();
        add(exchange);
        exchange.endpoint = "10.0.0.9:1";
        exchange.cause = null;

        FailedExchange found = failures.find(ID).getFirst();

        assertThat(found.at()).isEqualTo(Instant.parse("2026-11-23T14:03:07.412Z"));
        assertThat(found.revision()).isEqualTo(41);
        assertThat(found.tls())
                .isEqualTo(
                        new FailedExchange.Tls("1.3", "X25519MLKEM768", false, "shop.example.com"));
        assertThat(found.way())
                .isEqualTo(
                        new FailedExchange.Way(
                                "shop-api", "quaygate.yaml:47", "shop", "10.0.0.2:3000", 2));
        assertThat(found.outcome().cause()).isEqualTo(Cause.UPSTREAM_REFUSED);
        assertThat(found.outcome().status()).isEqualTo(502);
        assertThat(found.times().connect()).isEqualTo(Duration.ofNanos(400_000));
        assertThat(found.times().total()).isEqualTo(Duration.ofNanos(900_000));
    }

    @ParameterizedTest
    @CsvSource({
        "200, , false",
        "308, REDIRECT, false",
        "403, FIXED_ANSWER, false",
        "304, UPSTREAM_ANSWER, false",
        "404, UPSTREAM_ANSWER, true",
        "500, UPSTREAM_ANSWER, true",
        "503, MAINTENANCE, true",
        "404, NO_ROUTE, true",
        "499, CLIENT_ABORT, true",
        "200, UPSTREAM_CUT, true",
        "0, TLS_FAILED, true"
    })
    void keepsFailuresOnly(int status, Cause cause, boolean kept) {
        ExchangeRecord exchange = Records.record();
        exchange.status = status;
        exchange.cause = cause;

        add(exchange);

        assertThat(failures.find(ID)).hasSize(kept ? 1 : 0);
    }

    @Test
    void takesSecretsOutOfTheQuery() {
        ExchangeRecord exchange = Records.record();
        exchange.query = "?a=1&token=s3cret";

        add(exchange);

        FailedExchange found = failures.find(ID).getFirst();
        assertThat(found.request().query()).isEqualTo("?a=1&token=REDACTED");
        assertThat(found.toString()).doesNotContain("s3cret");
    }

    @Test
    void takesSecretsOutWithTheNamesOfTheAccessLogEvenIfThatIsOff() throws Exception {
        ExchangeRecord exchange = Records.record();
        exchange.query = "?code=s3cret";

        try (var log = AccessLog.open(dev.quaygate.proxy.settings.AccessLogSettings.OFF, 1)) {
            failures.ended(exchange, null, log);
        }

        assertThat(failures.find(ID).getFirst().request().query()).isEqualTo("?code=REDACTED");
    }

    @Test
    void cutsLongTexts() {
        ExchangeRecord exchange = Records.record();
        exchange.path = "/" + "a".repeat(100_000);
        exchange.query = "?" + "b".repeat(100_000);
        exchange.host = "c".repeat(100_000);

        add(exchange);

        FailedExchange.Request request = failures.find(ID).getFirst().request();
        assertThat(request.path()).hasSize(2_051).startsWith("/aaa").endsWith("a...");
        assertThat(request.query()).hasSize(2_051);
        assertThat(request.host()).hasSize(259);
    }

    @Test
    void forgetsTheOldestOfAThousandAndOne() {
        IntStream.rangeClosed(0, Failures.KEPT).forEach(i -> add(withId("REQUEST-" + i)));

        assertThat(failures.find("REQUEST-0")).isEmpty();
        assertThat(failures.find("REQUEST-1000")).hasSize(1);
        assertThat(failures.find("REQUEST-")).hasSize(Failures.KEPT);
    }

    @Test
    void findsByTheBeginningInAnyCaseNewestFirst() {
        add(withId("01JD9X4T7N-FIRST"));
        add(withId("01JD9X4T7N-SECOND"));

        assertThat(ids("01jd9x4t7n-f")).containsExactly("01JD9X4T7N-FIRST");
        assertThat(ids("01JD9X4T7N")).containsExactly("01JD9X4T7N-SECOND", "01JD9X4T7N-FIRST");
        assertThat(ids("01JD9X4T7X")).isEmpty();
        assertThat(ids("01JD9")).as("too short to mean one").isEmpty();
        assertThat(ids("")).isEmpty();
    }

    @Test
    void losesNothingWhenLoopsFailAtTheSameTime() throws InterruptedException {
        List<Thread> loops =
                IntStream.range(0, 4)
                        .mapToObj(loop ->
                                Thread.ofPlatform()
                                        .start(() ->
                                                IntStream.range(0, 250)
                                                        .forEach(i ->
                                                                add(
                                                                        withId(
                                                                                "LOOP-" + loop + "-"
                                                                                        + i)))))
                        .toList();
        for (Thread loop : loops) {
            loop.join();
        }

        assertThat(ids("LOOP-0")).hasSize(250);
        assertThat(ids("LOOP-3")).hasSize(250);
        assertThat(ids("LOOP-2-")).doesNotHaveDuplicates();
    }

    private List<String> ids(String id) {
        return failures.find(id).stream().map(FailedExchange::id).toList();
    }

    private static ExchangeRecord withId(String id) {
        ExchangeRecord exchange = Records.record();
        exchange.id = id;
        return exchange;
    }

    private void add(ExchangeRecord exchange) {
        failures.ended(exchange, "quaygate.yaml:47", redaction);
    }
}
