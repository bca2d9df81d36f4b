package dev.quaygate.acme.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.quaygate.acme.bind.BindServer;
import dev.quaygate.acme.dns.AuthoritativeDns;
import dev.quaygate.acme.dns.WireTransport;
import dev.quaygate.acme.issue.ChallengeType;
import dev.quaygate.acme.pebble.PebbleServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Zones of a real name server, each broken in its own way: C25, AF15. */
final class PreflightXIT {
    private static final String SERVERS =
            """
            @ SOA ns1 hostmaster 1 60 60 60 1
            @ NS ns1
            @ NS ns2
            ns1 A 127.0.0.1
            ns2 A 127.0.0.2
            """;
    private static final String ZONE =
            SERVERS
                    + """
                    good A 127.0.0.1
                    none TXT "no address here"
                    foreign A 127.0.0.77
                    trap A 127.0.0.1
                    trap AAAA 2001:db8::77
                    loop CNAME loop2
                    loop2 CNAME loop
                    forbidden A 127.0.0.1
                    forbidden CAA 0 issue "other-ca.example"
                    critical A 127.0.0.1
                    critical CAA 128 unheardof "x"
                    account A 127.0.0.1
                    account CAA 0 issue "ca.example; accounturi=https://ca.example/acct/other"
                    method A 127.0.0.1
                    method CAA 0 issue "ca.example; validationmethods=dns-01"
                    allowed A 127.0.0.1
                    allowed CAA 0 issue "ca.example; validationmethods=http-01"
                    closed A 127.0.0.88
                    """;
    private static final String BROKEN =
            "zone \"broken.net\" { type primary; file \"missing.zone\"; };";

    private static final Map<String, String> TOKENS = new ConcurrentHashMap<>();

    private static @Nullable BindServer first;
    private static @Nullable BindServer second;
    private static @Nullable HttpServer web;

    @BeforeAll
    static void start() throws IOException {
        List<Integer> ports = PebbleServer.freePorts(2);
        first =
                BindServer.start(
                        BindServer.at("127.0.0.1", ports.get(0)),
                        Map.of("net", "", "pf.net", ZONE + "split A 127.0.0.1\n"),
                        BROKEN);
        second =
                BindServer.start(
                        BindServer.at("127.0.0.1", ports.get(1)),
                        Map.of("net", "", "pf.net", ZONE + "split A 127.0.0.9\n"),
                        BROKEN);
        web =
                HttpServer.create(
                        new InetSocketAddress(java.net.InetAddress.getLoopbackAddress(), 0), 0);
        web.createContext(
                "/",
                exchange -> {
                    String path = exchange.getRequestURI().getPath();
                    String body = TOKENS.get(path.substring(path.lastIndexOf('/') + 1));
                    String host = exchange.getRequestHeaders().getFirst("Host");
                    if ("allowed.pf.net".equals(host)) {
                        exchange.getResponseHeaders().add("Location", "https://www.cdn.example/x");
                        exchange.sendResponseHeaders(302, -1);
                    } else {
                        byte[] bytes = String.valueOf(body).getBytes(StandardCharsets.UTF_8);
                        exchange.sendResponseHeaders(body == null ? 404 : 200, bytes.length);
                        exchange.getResponseBody().write(bytes);
                    }
                    exchange.close();
                });
        web.start();
    }

    @AfterAll
    static void stop() throws IOException {
        for (BindServer server : new BindServer[] {first, second}) {
            if (server != null) {
                server.close();
            }
        }
        if (web != null) {
            web.stop(0);
        }
    }

    @Test
    void aNameThatLeadsHereAndAnswersHasNoFault() throws Exception {
        assertThat(check("good.pf.net"))
                .allSatisfy(finding -> assertThat(finding.verdict()).isEqualTo(Verdict.OK))
                .extracting(Finding::cause)
                .anySatisfy(cause -> assertThat(cause).startsWith("points here: 127.0.0.1"))
                .anySatisfy(cause -> assertThat(cause).startsWith("answers on port"));
    }

    @Test
    void aNameWithoutAddress() throws Exception {
        finds("none.pf.net", Verdict.FAULT, "QG3001", "no A and no AAAA", "pointing to 127.0.0.1");
        finds("absent.pf.net", Verdict.FAULT, "QG3001", "no A and no AAAA", "create a record");
    }

    @Test
    void aNameThatLeadsElsewhere() throws Exception {
        finds("foreign.pf.net", Verdict.UNKNOWN, "QG3002", "127.0.0.77", "change the record");
    }

    @Test
    void anIpv6AddressThatIsNotOurs() throws Exception {
        finds("trap.pf.net", Verdict.UNKNOWN, "QG3003", "2001:db8:0:0:0:0:0:77", "remove the AAAA");
    }

    @Test
    void permissionForOthersOnly() throws Exception {
        finds(
                "forbidden.pf.net",
                Verdict.FAULT,
                "QG3004",
                "allows other-ca.example, not test-ca",
                "forbidden.pf.net. CAA 0 issue \"ca.example\"");
        finds("critical.pf.net", Verdict.FAULT, "QG3004", "unheardof", "CAA 0 issue");
    }

    @Test
    void permissionForAnotherAccountOrAnotherWay() throws Exception {
        finds("account.pf.net", Verdict.FAULT, "QG3005", "acct/other", "https://ca.example/acct/1");
        finds("method.pf.net", Verdict.FAULT, "QG3005", "validationmethods=dns-01", "http-01");
    }

    @Test
    void aZoneWhoseServersFail() throws Exception {
        finds("www.broken.net", Verdict.FAULT, "QG3007", "SERVFAIL", "name servers");
        finds("www.broken.net", Verdict.FAULT, "QG3006", "SERVFAIL", "CAs must refuse");
    }

    @Test
    void serversThatDisagree() throws Exception {
        finds(
                "split.pf.net",
                Verdict.UNKNOWN,
                "QG3008",
                "ns2.pf.net (127.0.0.2) says 127.0.0.9",
                "zone transfer");
    }

    @Test
    void aliasesInACircle() throws Exception {
        finds(
                "loop.pf.net",
                Verdict.FAULT,
                "QG3009",
                "loop.pf.net -> loop2.pf.net -> loop.pf.net",
                "correct one of the CNAMEs");
    }

    @Test
    void aPortThatIsClosedAtTheAddressOfTheName() throws Exception {
        finds("closed.pf.net", Verdict.UNKNOWN, "QG3011", "127.0.0.88", "firewall");
    }

    @Test
    void anotherServerThatTakesTheChallengePath() throws Exception {
        finds("allowed.pf.net", Verdict.UNKNOWN, "QG3014", "https://www.cdn.example/x", "forward");
    }

    @Test
    void nothingHereListens() throws Exception {
        Surroundings deaf = new Surroundings(Set.of(ip("127.0.0.1")), false, true, port(), null);

        assertThat(check("good.pf.net", deaf, true))
                .anySatisfy(finding -> {
                    assertThat(finding.code()).isEqualTo("QG3010");
                    assertThat(finding.verdict()).isEqualTo(Verdict.FAULT);
                });
    }

    @Test
    void anAuthorityWithDnsOfItsOwnIsNeverJudgedByOurs() throws Exception {
        assertThat(check("none.pf.net", here(), false))
                .noneMatch(finding -> finding.verdict() == Verdict.FAULT)
                .anyMatch(finding -> finding.code().equals("QG3001"));
    }

    private static void finds(String name, Verdict verdict, String code, String cause, String fix)
            throws Exception {
        assertThat(check(name))
                .as(name)
                .anySatisfy(finding -> {
                    assertThat(finding.code()).isEqualTo(code);
                    assertThat(finding.verdict()).isEqualTo(verdict);
                    assertThat(finding.cause()).contains(cause);
                    assertThat(finding.fix()).contains(fix);
                });
    }

    private static List<Finding> check(String name) throws Exception {
        return check(name, here(), true);
    }

    private static List<Finding> check(String name, Surroundings here, boolean publicDns)
            throws Exception {
        var preflight =
                new Preflight(view(), () -> here, TOKENS::put, TOKENS::remove, _ -> publicDns);
        var order = new OrderFacts(List.of(name), null, null, true, Set.of(), Instant.EPOCH);
        return preflight.check(
                order,
                new Authority(
                        "test-ca",
                        List.of("ca.example"),
                        "https://ca.example/acct/1",
                        publicDns,
                        List.of(ChallengeType.HTTP_01)));
    }

    private static Surroundings here() {
        return new Surroundings(
                Set.of(ip("127.0.0.1"), ip("127.0.0.88")), true, true, port(), null);
    }

    private static int port() {
        HttpServer server = web;
        return server == null ? 0 : server.getAddress().getPort();
    }

    /** named binds only to addresses of interfaces, so the second server has a port instead. */
    private static AuthoritativeDns view() {
        InetSocketAddress one = running(first).address();
        InetSocketAddress other = running(second).address();
        var wire = new WireTransport(Duration.ofSeconds(2));
        var two = InetAddress.ofLiteral("127.0.0.2");
        return new AuthoritativeDns(
                (server, question) ->
                        wire.ask(server.getAddress().equals(two) ? other : server, question),
                () -> List.of(one),
                one.getPort());
    }

    private static BindServer running(@Nullable BindServer server) {
        if (server == null) {
            throw new IllegalStateException("not started");
        }
        return server;
    }

    private static InetAddress ip(String literal) {
        return InetAddress.ofLiteral(literal);
    }
}
