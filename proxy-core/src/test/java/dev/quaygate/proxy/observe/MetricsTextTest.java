package dev.quaygate.proxy.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetricsTextTest {
    private final Meters meters = new Meters(2);

    @Test
    void countsExchangesByRouteCodeAndProtocolOverAllLoops() {
        RouteMeters shop = meters.route("shop-api");
        ExchangeRecord fine = Records.answered(200, 15);
        fine.bytesIn = 10;
        fine.bytesOut = 100;
        end(0, shop, fine);
        end(1, shop, fine);
        end(1, shop, Records.record());
        end(0, null, noRoute("evil.example"));

        Map<String, Double> samples = scrape();

        String ok = "{code=2xx, protocol=h2, route=shop-api}";
        assertThat(samples)
                .containsEntry("quaygate_requests_total" + ok, 2.0)
                .containsEntry("quaygate_request_bytes_total" + ok, 20.0)
                .containsEntry("quaygate_response_bytes_total" + ok, 200.0)
                .containsEntry("quaygate_request_duration_seconds_count" + ok, 2.0)
                .containsEntry("quaygate_request_duration_seconds_sum" + ok, 0.03)
                .containsEntry(bucket("0.01"), 0.0)
                .containsEntry(bucket("0.02"), 2.0)
                .containsEntry(
                        "quaygate_requests_total{code=5xx, protocol=h2, route=shop-api}", 1.0)
                .containsEntry(
                        "quaygate_failures_total{cause=upstream_refused, route=shop-api}", 1.0)
                .containsEntry("quaygate_failures_total{cause=no_route, route=other}", 1.0);
        assertThat(shop.requests(2)).isEqualTo(2);
        assertThat(shop.bytesOut()).isEqualTo(612);
        assertThat(meters.failures(Cause.NO_ROUTE)).isEqualTo(1);
    }

    @Test
    void tellsCutResponsesFromRefusedOnesAndFromOwnAnswers() {
        RouteMeters route = meters.route("r");
        end(0, route, ended(200, Cause.UPSTREAM_CUT));
        end(0, route, ended(200, Cause.CLIENT_ABORT));
        end(0, route, ended(499, Cause.CLIENT_ABORT));
        end(0, route, ended(0, Cause.CONCURRENCY_LIMIT));
        end(0, route, ended(404, Cause.UPSTREAM_ANSWER));
        end(0, route, ended(308, Cause.REDIRECT));

        assertThat(route.failures().all())
                .isEqualTo(
                        Map.of(
                                Cause.UPSTREAM_CUT, 1L,
                                Cause.CLIENT_ABORT, 2L,
                                Cause.CONCURRENCY_LIMIT, 1L));
        assertThat(route.cuts().all())
                .isEqualTo(
                        Map.of(
                                Cause.UPSTREAM_CUT, 1L,
                                Cause.CLIENT_ABORT, 1L,
                                Cause.CONCURRENCY_LIMIT, 1L));
    }

    @Test
    void showsConnectionsAndHandshakesPerListener() {
        ListenerMeters listener = meters.listener(":443");
        listener.connectionOpened(0);
        listener.connectionOpened(1);
        listener.connectionClosed(1);
        var ok = ListenerMeters.HandshakeResult.OK;
        listener.handshake(0, ok, "1.3", "x25519", true, 1_000_000);
        listener.handshake(1, ok, "1.3", "x25519", true, 3_000_000);
        listener.handshake(1, ListenerMeters.HandshakeResult.FAILED, null, null, false, 5);

        assertThat(scrape())
                .containsEntry("quaygate_connections{listener=:443}", 1.0)
                .containsEntry("quaygate_connections_total{listener=:443}", 2.0)
                .containsEntry(
                        "quaygate_tls_handshakes_total{group=x25519, listener=:443,"
                                + " result=ok, resumed=true, version=1.3}",
                        2.0)
                .containsEntry(
                        "quaygate_tls_handshakes_total{group=none, listener=:443,"
                                + " result=failed, resumed=false, version=none}",
                        1.0);
    }

    @Test
    void countsExchangesInFlight() {
        meters.began(0);
        meters.began(1);
        meters.began(1);
        meters.ended(1, null, Records.record());

        assertThat(meters.inFlight()).isEqualTo(2);
        assertThat(scrape()).containsEntry("quaygate_exchanges_in_flight{loop=1}", 1.0);
    }

    @Test
    void growsByNoSeriesWhateverClientsSend() {
        var random = new Random(20_261_124);
        RouteMeters route = meters.route("r");
        end(0, route, Records.record());
        end(0, null, noRoute("first"));
        int before = scrape().size();

        for (int i = 0; i < 100_000; i++) {
            ExchangeRecord exchange = noRoute(Long.toString(random.nextLong(), 36) + ".example");
            exchange.path = "/" + random.nextLong();
            end(0, null, exchange);
        }

        assertThat(scrape()).hasSize(before);
    }

    @Test
    void keepsCountersOfARouteThatAReloadBindsAgain() {
        end(0, meters.route("stays"), Records.record());
        meters.route("goes");

        meters.retainRoutes(List.of("stays"));

        assertThat(meters.route("stays").requests(5)).isEqualTo(1);
        assertThat(meters.route("stays")).isSameAs(meters.route("stays"));
    }

    @Test
    void addsRoutesUpWhenTheyHaveNoSeriesAndNeverFallsWhenOneGoes() {
        end(0, meters.route("stays"), Records.record());
        end(1, meters.route("goes"), Records.record());
        end(0, null, Records.record());
        Map<String, Double> before = scrapeSums();

        meters.retainRoutes(List.of("stays"));

        assertThat(before)
                .containsEntry("quaygate_requests_total{code=5xx, protocol=h2}", 3.0)
                .containsEntry("quaygate_failures_total{cause=upstream_refused}", 3.0);
        assertThat(scrapeSums()).isEqualTo(before);
        assertThat(before.keySet()).noneMatch(series -> series.contains("route="));
    }

    private Map<String, Double> scrapeSums() {
        MetricSource sums = out -> meters.write(out, false);
        return MetricsFormat.read(new MetricsText(List.of(sums)).render());
    }

    @Test
    void escapesNamesOfTheConfiguration() {
        end(0, meters.route("a\"b\\c\nd"), Records.record());

        assertThat(scrape().keySet()).anyMatch(series -> series.contains("route=a\\\"b\\\\c\\nd"));
    }

    @Test
    void takesMoreSources() {
        MetricSource source =
                out -> {
                    out.gauge("certificate_life_left_ratio", "Share of the life that is left.");
                    out.sample(0.25, "name", "shop.example.com");
                };

        String text = new MetricsText(List.of(meters, source)).render();

        assertThat(MetricsFormat.read(text))
                .containsEntry("quaygate_certificate_life_left_ratio{name=shop.example.com}", 0.25);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x 1|",
                "# HELP x y|# TYPE x counter|x 1|",
                "# HELP x y|# TYPE x gauge|z 1|",
                "# HELP x y|# TYPE x gauge|x 1|x 1|",
                "# HELP x y|# TYPE x gauge|x{a=\"\"b\"} 1|",
                "# HELP x y|# TYPE x gauge|x 1",
                "# HELP x y|# TYPE x gauge|# HELP x y|# TYPE x gauge|",
                "# HELP x y|# TYPE x histogram|x_bucket{le=\"1\"} 2|x_bucket{le=\"+Inf\"} 1|"
                        + "x_sum 1|x_count 1|",
                "# HELP x y|# TYPE x histogram|x_bucket{le=\"+Inf\"} 1|x_sum 1|x_count 2|",
            })
    void theCheckerRefusesWhatIsWrong(String text) {
        assertThatThrownBy(() -> MetricsFormat.read(text.replace('|', '\n')))
                .isInstanceOf(AssertionError.class);
    }

    private Map<String, Double> scrape() {
        return MetricsFormat.read(new MetricsText(List.of(meters)).render());
    }

    private void end(
            int loop, @org.jspecify.annotations.Nullable RouteMeters route, ExchangeRecord ended) {
        meters.began(loop);
        meters.ended(loop, route, ended);
    }

    private static ExchangeRecord ended(int status, Cause cause) {
        ExchangeRecord exchange = Records.answered(status, 1);
        exchange.cause = cause;
        return exchange;
    }

    private static ExchangeRecord noRoute(String host) {
        ExchangeRecord exchange = ended(404, Cause.NO_ROUTE);
        exchange.route = null;
        exchange.host = host;
        return exchange;
    }

    private static String bucket(String bound) {
        return "quaygate_request_duration_seconds_bucket{code=2xx, le="
                + bound
                + ", protocol=h2, route=shop-api}";
    }
}
