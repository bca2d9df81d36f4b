package dev.quaygate.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.acme.RenewalRule;
import dev.quaygate.app.config.settings.ChallengeKind;
import dev.quaygate.app.config.settings.IssuerSettings;
import dev.quaygate.app.config.settings.Site;
import dev.quaygate.app.config.settings.TlsMode;
import dev.quaygate.app.config.source.Problem;
import dev.quaygate.proxy.settings.EndpointAddress;
import dev.quaygate.proxy.settings.HealthCheck;
import dev.quaygate.proxy.settings.HostPattern;
import dev.quaygate.proxy.settings.Limits;
import dev.quaygate.proxy.settings.PathPattern;
import dev.quaygate.proxy.settings.PoolSettings;
import dev.quaygate.proxy.settings.Route;
import dev.quaygate.proxy.settings.RouteAction;
import dev.quaygate.proxy.settings.SelectionPolicy;
import dev.quaygate.proxy.settings.Timeouts;
import dev.quaygate.proxy.settings.TlsSettings;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ConfigLoaderTest {
    @Test
    void fourLinesGiveACompleteConfiguration() {
        Configuration config =
                Yaml.good(
                        """
                        email: ops@example.com
                        routes:
                          - host: app.example.com
                            to: 3000
                        """);

        assertThat(config.proxy().listeners()).extracting("name").containsExactly(":80", ":443");
        assertThat(config.proxy().timeouts()).isEqualTo(Timeouts.DEFAULT);
        assertThat(config.proxy().tls()).isEqualTo(TlsSettings.DEFAULT);
        assertThat(config.proxy().redirectCode()).isEqualTo(308);
        Route route = config.proxy().routes().getFirst();
        assertThat(route.name()).isEqualTo("app.example.com");
        assertThat(route.source()).isEqualTo("/nonexistent/quaygate.yaml:3");
        assertThat(route.action()).isEqualTo(new RouteAction.ForwardTo("app.example.com"));
        assertThat(config.proxy().pools().get("app.example.com"))
                .isEqualTo(
                        PoolSettings.of(
                                "app.example.com", List.of(endpoint("127.0.0.1", 3000, 1))));
        assertThat(config.certificates().issuers())
                .extracting(IssuerSettings::name)
                .containsExactly("letsencrypt", "zerossl");
        assertThat(config.sites())
                .containsExactly(
                        new Site(
                                List.of("app.example.com"),
                                new TlsMode.Automatic(),
                                dev.quaygate.app.config.settings.CertificateOverrides.NONE,
                                "app.example.com",
                                "/nonexistent/quaygate.yaml:3",
                                false));
    }

    @Test
    void defaultsOfTheRecordsAndOfTheKeysAreTheSame() {
        Configuration config = Yaml.good("");

        Limits limits = config.proxy().limits();
        assertThat(limits)
                .isEqualTo(
                        new Limits(
                                limits.connections(),
                                Limits.DEFAULT.connectionsPerAddress(),
                                Limits.DEFAULT.handshakesPerAddress(),
                                Limits.DEFAULT.handshakeWindowSeconds(),
                                Limits.DEFAULT.requestTarget(),
                                Limits.DEFAULT.headerBytes(),
                                Limits.DEFAULT.headerFields(),
                                Limits.DEFAULT.bodyBytes(),
                                Limits.DEFAULT.streams(),
                                Limits.DEFAULT.resets(),
                                Limits.DEFAULT.resetWindowSeconds(),
                                Limits.DEFAULT.buffer(),
                                Limits.DEFAULT.requestsPerConnection(),
                                Limits.DEFAULT.memory()));
        PoolSettings pool = pool(Yaml.good("pools: {a: {to: 3000}}"), "a");
        assertThat(pool).isEqualTo(PoolSettings.of("a", List.of(endpoint("127.0.0.1", 3000, 1))));
        PoolSettings checked = pool(Yaml.good("pools: {a: {to: 3000, health: {path: /up}}}"), "a");
        assertThat(checked.health()).isEqualTo(HealthCheck.http("/up"));
    }

    @Test
    void readsEndpointsOfHttp2() {
        PoolSettings pool =
                pool(
                        Yaml.good(
                                """
                                pools:
                                  calls:
                                    to: ["h2c://App.Example:50051", "h2c://10.0.0.1", {address: "h2c+unix:/run/a.sock"}]
                                    health: {kind: tcp}
                                """),
                        "calls");

        assertThat(pool.endpoints())
                .extracting(endpoint -> endpoint.address().toString())
                .containsExactly(
                        "h2c://app.example:50051", "h2c://10.0.0.1:80", "h2c+unix:/run/a.sock");
        assertThat(pool.endpoints())
                .extracting(endpoint -> endpoint.address().protocol())
                .containsOnly(EndpointAddress.Protocol.H2C);
    }

    @Test
    void readsEveryKeyOfAPool() {
        PoolSettings pool =
                pool(
                        Yaml.good(
                                """
                                pools:
                                  shop:
                                    to: ["[2001:db8::1]:3000", {address: "http://App.Example:80", weight: 2}, unix:/run/a.sock]
                                    balance: leastRequests
                                    health: {kind: tcp, every: 10s, timeout: 1s, fall: 3, rise: 1, port: 99}
                                    passive: off
                                    connections: {idle: 1, idleFor: 2s, maxAge: 3s}
                                    retries: {max: 2, on: [connect], methods: any, budget: 5%}
                                    hostHeader: endpoint
                                    dns: {min: 1s, max: 2s}
                                """),
                        "shop");

        assertThat(pool.endpoints())
                .containsExactly(
                        endpoint("2001:db8:0:0:0:0:0:1", 3000, 1),
                        endpoint("app.example", 80, 2),
                        new PoolSettings.EndpointSettings(
                                new EndpointAddress.Unix(java.nio.file.Path.of("/run/a.sock")), 1));
        assertThat(pool.selection()).isEqualTo(new SelectionPolicy.LeastRequests());
        assertThat(pool.passive()).isNull();
        assertThat(pool.retry().anyMethod()).isTrue();
        assertThat(pool.retry().onReset()).isFalse();
        assertThat(pool.hostHeader()).isEqualTo(PoolSettings.HostHeader.ENDPOINT);
        HealthCheck health = Objects.requireNonNull(pool.health());
        assertThat(health.kind()).isEqualTo(HealthCheck.Kind.TCP);
        assertThat(health.port()).isEqualTo(99);
    }

    @Test
    void routeOverridesOnlyTheTimeoutsItNames() {
        Route route =
                Yaml.good(
                                """
                                timeouts: {connect: 1s}
                                routes:
                                  - {host: a.example.com, to: 3000, timeouts: {response: 15s, request: off}}
                                """)
                        .proxy()
                        .routes()
                        .getFirst();

        assertThat(route.timeouts().connect()).isEqualTo(Duration.ofSeconds(1));
        assertThat(route.timeouts().response()).isEqualTo(Duration.ofSeconds(15));
        assertThat(route.timeouts().request()).isEqualTo(Timeouts.OFF);
        assertThat(route.timeouts().stall()).isEqualTo(Timeouts.DEFAULT.stall());
    }

    @Test
    void foldsHostsToOneSpelling() {
        Route route =
                Yaml.good(
                                "routes: [{host: [BÜCHER.example., xn--bcher-kva.test, \"*.A.Example\", 10.0.0.1], to: 1}]\n"
                                        + "certificates: {manual: [{cert: /nonexistent/a, key: /nonexistent/b}]}")
                        .proxy()
                        .routes()
                        .getFirst();

        assertThat(route.hosts())
                .containsExactly(
                        new HostPattern.Exact("xn--bcher-kva.example"),
                        new HostPattern.Exact("xn--bcher-kva.test"),
                        new HostPattern.Wildcard("a.example"),
                        new HostPattern.Exact("10.0.0.1"));
    }

    @Test
    void listOfPathsGivesARouteEachWithOnePool() {
        Configuration config =
                Yaml.good("routes: [{host: a.example.com, path: [/x, /y/*], to: 3000}]");

        assertThat(config.proxy().routes())
                .extracting(Route::path)
                .containsExactly(new PathPattern.Exact("/x"), new PathPattern.Prefix("/y"));
        assertThat(config.proxy().routes()).extracting(Route::name).doesNotHaveDuplicates();
        assertThat(config.proxy().pools()).hasSize(1);
    }

    @Test
    void sameHostOnHttpAndHttpsAreTwoRoutesWithTwoNames() {
        Configuration config =
                Yaml.good(
                        """
                        routes:
                          - {host: a.example.com, to: 3000}
                          - {host: a.example.com, to: 3001, tls: off}
                        """);

        assertThat(config.proxy().routes())
                .extracting(Route::name)
                .containsExactly("a.example.com", "a.example.com (http)");
        assertThat(config.proxy().routes())
                .extracting(Route::scheme)
                .containsExactly(Route.Scheme.HTTPS, Route.Scheme.HTTP);
        assertThat(config.proxy().pools()).hasSize(2);
    }

    @Test
    void namesOfOneRouteShareACertificateAndInternalNamesHaveTheirOwn() {
        Configuration config =
                Yaml.good(
                        """
                        routes:
                          - {host: [b.example.com, a.example.com, app.localhost, 192.168.1.1], to: 3000}
                          - {host: a.example.com, path: /api/*, to: 3001}
                          - {host: "*", to: 3002}
                        """);

        assertThat(config.sites())
                .extracting(Site::names)
                .containsExactly(
                        List.of("a.example.com", "b.example.com"),
                        List.of("192.168.1.1", "app.localhost"));
        assertThat(config.sites())
                .extracting(Site::mode)
                .containsExactly(new TlsMode.Automatic(), new TlsMode.Internal());
    }

    @Test
    void moreThanTwentyFiveNamesAreSplit() {
        var hosts = new StringBuilder();
        for (int i = 0; i < 60; i++) {
            hosts.append("h").append(i).append(".example.com, ");
        }

        Configuration config = Yaml.good("routes: [{host: [" + hosts + "], to: 3000}]");

        assertThat(config.sites())
                .extracting(site -> site.names().size())
                .containsExactly(25, 25, 10);
    }

    @Test
    void routeWithATlsChoiceDecidesForRoutesOfTheSameHostWithout() {
        Configuration config =
                Yaml.good(
                        """
                        routes:
                          - {host: a.example.com, path: /x/*, to: 3000}
                          - {host: a.example.com, to: 3001, tls: internal}
                        """);

        assertThat(config.sites()).hasSize(1);
        assertThat(config.sites().getFirst().mode()).isEqualTo(new TlsMode.Internal());
    }

    @Test
    void variableIsReadAsTheTypeOfItsKeyAndCannotAddKeys() {
        Map<String, String> environment =
                Map.of("KEEP", "5", "HOST", "a.example.com\nto: 1", "PORT", "4000");
        Configuration config =
                Yaml.good(
                        Yaml.load(
                                """
                                storage: {keepGenerations: "${KEEP}"}
                                routes: [{host: b.example.com, to: "127.0.0.1:${PORT:-1}"}]
                                """,
                                environment));
        Loaded broken = Yaml.load("routes: [{host: \"${HOST}\", to: 3000}]", environment);

        assertThat(config.storage().keepGenerations()).isEqualTo(5);
        assertThat(config.proxy().pools().get("b.example.com"))
                .extracting(PoolSettings::endpoints)
                .isEqualTo(List.of(endpoint("127.0.0.1", 4000, 1)));
        assertThat(broken.problems()).extracting(Problem::code).containsExactly("QG1015");
    }

    @Test
    void everyProblemOfAllBlocksComesInOneRun() {
        List<Problem> problems =
                Yaml.bad(
                        """
                        email: nobody
                        listen: {limits: {streams: 0, headerFields: 1}}
                        routes:
                          - {host: a.example.com, to: shop}
                          - {host: a.example.com, to: 3000}
                          - {host: "b c", to: 3000}
                        """);

        assertThat(problems)
                .extracting(Problem::code)
                .containsExactly("QG1017", "QG1018", "QG1018", "QG1020", "QG1021", "QG1015");
    }

    @Test
    void privateAuthorityIsReadWhole() {
        Configuration config =
                Yaml.good(
                        Yaml.load(
                                """
                                certificates:
                                  issuers:
                                    - {name: corp, url: "https://ca.example/dir", caRoot: root.pem, eab: {kid: k, key: env:K}, challenges: http-01}
                                  renew: {at: 1/2}
                                  alerts: [10%, 0.5]
                                """,
                                Map.of("K", "c2VjcmV0")));

        IssuerSettings issuer = config.certificates().issuers().getFirst();
        assertThat(issuer.caRoot()).hasToString("/nonexistent/root.pem");
        assertThat(issuer.challenges()).containsExactly(ChallengeKind.HTTP_01);
        assertThat(issuer.eab()).hasToString("Eab[kid=k, key=env:K]");
        assertThat(config.certificates().renew()).isEqualTo(new RenewalRule.At(0.5));
        assertThat(config.certificates().alerts()).containsExactly(0.5, 0.1);
    }

    @Test
    void renewalsKeepToATimeOfTheWeek() {
        Configuration config =
                Yaml.good(Yaml.load("certificates: {renew: {window: \"Mon,Thu 22:00-02:00\"}}\n"));

        assertThat(config.certificates().renew())
                .isEqualTo(
                        new RenewalRule.Window(
                                Set.of(DayOfWeek.MONDAY, DayOfWeek.THURSDAY),
                                LocalTime.of(22, 0),
                                Duration.ofHours(4),
                                ZoneId.systemDefault()));
    }

    private static PoolSettings pool(Configuration config, String name) {
        return Objects.requireNonNull(config.proxy().pools().get(name));
    }

    private static PoolSettings.EndpointSettings endpoint(String host, int port, int weight) {
        return new PoolSettings.EndpointSettings(new EndpointAddress.Tcp(host, port), weight);
    }
}
