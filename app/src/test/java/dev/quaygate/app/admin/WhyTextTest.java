package dev.quaygate.app.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.proxy.observe.Cause;
import dev.quaygate.proxy.observe.ExchangeRecord.EndedBy;
import dev.quaygate.proxy.observe.FailedExchange;
import dev.quaygate.proxy.observe.FailedExchange.From;
import dev.quaygate.proxy.observe.FailedExchange.Outcome;
import dev.quaygate.proxy.observe.FailedExchange.Request;
import dev.quaygate.proxy.observe.FailedExchange.Times;
import dev.quaygate.proxy.observe.FailedExchange.Tls;
import dev.quaygate.proxy.observe.FailedExchange.Way;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** O7: why a request failed, in words and as JSON. */
class WhyTextTest {
    private static final Request CART = new Request("GET", "shop.example.com", "/api/cart", "?a=1");
    private static final Tls TLS = new Tls("1.3", "X25519MLKEM768", true, "shop.example.com");
    private static final Way TWICE =
            new Way("shop-api", "quaygate.yaml:47", "shop", "10.0.0.2:3000", 2);
    private static final Way NOWHERE = new Way(null, null, null, null, 0);

    @Test
    void tellsWhatWasAskedWhereItWentHowItEndedAndWhatToDo() {
        FailedExchange failed =
                failed(
                        "h2",
                        TLS,
                        CART,
                        TWICE,
                        outcome(502, Cause.UPSTREAM_REFUSED, "ECONNREFUSED"));

        assertThat(WhyText.of(failed, "upstream_refused, ejected until 14:03:37"))
                .isEqualTo(
                        """
                        GET https://shop.example.com/api/cart?a=1 -> 502 upstream_refused (QG5402)     2026-11-23 14:03:07.412 UTC   from 198.51.100.4
                        tls      TLS 1.3  X25519MLKEM768  resumed
                        route    shop-api  (quaygate.yaml:47)   revision 41
                        tried    2 times, at last 10.0.0.2:3000 of pool shop   ECONNREFUSED
                        now      10.0.0.2:3000  upstream_refused, ejected until 14:03:37
                        answer   502 after 0.9 ms (connect 0.4 ms, rest 0.5 ms)   ended by the proxy
                        next     is the application running?  ss -ltnp 'sport = :3000'
                        """);
    }

    @Test
    void tellsARefusedHandshake() {
        FailedExchange failed =
                failed(
                        "tcp",
                        new Tls(null, null, false, "old.example.com"),
                        new Request("", "", "", ""),
                        NOWHERE,
                        outcome(0, Cause.TLS_NO_CERTIFICATE, "expired"));

        assertThat(WhyText.of(failed, ""))
                .startsWith(
                        "connection to :443 for old.example.com -> tls_no_certificate (QG5302)  ")
                .contains("\ndetail   expired\n", "\nanswer   none, cut after 0.9 ms")
                .endsWith("\nnext     quaygate certs 'old.example.com'\n")
                .doesNotContain("\ntls ", "\ntried ");
    }

    @Test
    void tellsThatNoRouteWasFoundAndHowToAsk() {
        FailedExchange failed =
                failed("h1", null, CART, NOWHERE, outcome(404, Cause.NO_ROUTE, null));

        assertThat(WhyText.of(failed, ""))
                .startsWith("GET http://shop.example.com/api/cart?a=1 -> 404 no_route (QG5201)")
                .contains("\nroute    none   revision 41\n")
                .endsWith("quaygate explain 'http://shop.example.com/api/cart'\n");
    }

    @Test
    void tellsARequestWhoseHeadWasNotUnderstood() {
        var half = new Request("GET", "", "", "");
        FailedExchange failed =
                failed("h1", null, half, NOWHERE, outcome(400, Cause.BAD_REQUEST, "no token"));

        assertThat(WhyText.of(failed, ""))
                .startsWith("request to :443 with a head that does not parse -> 400 bad_request")
                .contains("\ndetail   no token\n");
    }

    @Test
    void letsNoStrangerWriteToTheTerminalOrIntoACommand() {
        Request evil =
                new Request("GET", "a.example.com", "/\u001b[2J\u009b'; rm -rf ~ #", "?\r\n");
        FailedExchange failed =
                failed("h1", null, evil, NOWHERE, outcome(404, Cause.NO_ROUTE, "\u001b]0;x\u0007"));

        String text = WhyText.of(failed, "");

        assertThat(text.lines().flatMapToInt(String::chars).filter(c -> c < ' ' || c > '~'))
                .isEmpty();
        assertThat(text)
                .contains("\\x1b[2J\\x9b", "?\\x0d\\x0a", "\\x1b]0;x\\x07")
                .contains("quaygate explain 'http://a.example.com/\\x1b[2J\\x9b'\\''; rm -rf ~ #'");
    }

    @ParameterizedTest
    @EnumSource(Cause.class)
    void hasALineAboutEveryCause(Cause cause) {
        FailedExchange unknown =
                failed("h1", null, CART, NOWHERE, outcome(cause.status(), cause, null));

        assertThat(NextStep.of(unknown)).isNotBlank().doesNotContain("null");
        assertThat(WhyText.of(unknown, "")).contains(cause.word(), cause.code());
    }

    @Test
    void knowsUnixSocketsAndNames() {
        assertThat(next(Cause.UPSTREAM_UNREACHABLE, "unix:/run/app it.sock"))
                .isEqualTo("is there a way to it?  ls -l '/run/app it.sock'");
        assertThat(next(Cause.UPSTREAM_DNS, "app.internal:80"))
                .endsWith("getent hosts app.internal");
        assertThat(next(Cause.UPSTREAM_UNREACHABLE, "[::1]:80")).endsWith("ip route get ::1");
    }

    @Test
    void saysTheSameAsJsonInTheWordsOfTheAccessLog() {
        FailedExchange failed =
                failed(
                        "h2",
                        TLS,
                        CART,
                        TWICE,
                        outcome(502, Cause.UPSTREAM_REFUSED, "ECONNREFUSED"));

        assertThat(FailureJson.of(failed).toString())
                .startsWith(
                        "{\"id\":\"01JD9X4T7N8Q2M5K3V6B0R1CZA\",\"ts\":\"2026-11-23T14:03:07.412Z\"")
                .contains(
                        "\"query\":\"a=1\"",
                        "\"status\":502,\"cause\":\"upstream_refused\",\"code\":\"QG5402\"",
                        "\"source\":\"quaygate.yaml:47\"",
                        "\"attempts\":2",
                        "\"msConnect\":0.4",
                        "\"msTotal\":0.9",
                        "\"next\":\"is the application running?");
    }

    private static String next(Cause cause, String endpoint) {
        var way = new Way("a", "a.yaml:1", "a", endpoint, 1);
        return NextStep.of(failed("h1", null, CART, way, outcome(502, cause, null)));
    }

    private static Outcome outcome(int status, Cause cause, @Nullable String detail) {
        return new Outcome(status, cause, detail, EndedBy.PROXY, 0, 412);
    }

    private static FailedExchange failed(
            String protocol, @Nullable Tls tls, Request request, Way way, Outcome outcome) {
        return new FailedExchange(
                "01JD9X4T7N8Q2M5K3V6B0R1CZA",
                Instant.parse("2026-11-23T14:03:07.412Z"),
                41,
                new From(":443", "198.51.100.4", "198.51.100.4", protocol),
                tls,
                request,
                way,
                outcome,
                new Times(
                        Duration.ZERO,
                        Duration.ZERO,
                        Duration.ofNanos(400_000),
                        Duration.ZERO,
                        Duration.ofNanos(500_000),
                        Duration.ofNanos(900_000)));
    }
}
