package dev.quaygate.acme.challenge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each provider's requests, word for word, against answers as its documentation shows them: C4. */
final class ProviderContractsTest {
    private static final TxtRecord TXT =
            new TxtRecord(
                    "www.ex.test",
                    "_acme-challenge.www.ex.test",
                    "ex.test",
                    "VALUE",
                    "t.k",
                    Duration.ofMinutes(1));

    /** What is answered to the next request. */
    private record Scripted(int status, String body) {}

    private final Queue<Scripted> script = new ArrayDeque<>();
    private final List<String> seen = new ArrayList<>();
    private final Map<String, String> lastFields = new HashMap<>();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        seen.add(
                (exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body)
                        .strip());
        exchange.getRequestHeaders()
                .forEach((name, values) -> lastFields.put(name, values.getFirst()));
        Scripted next = script.isEmpty() ? new Scripted(599, "unexpected") : script.remove();
        byte[] bytes = next.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(next.status(), bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private void then(int status, String body) {
        script.add(new Scripted(status, body));
    }

    private TxtWriter open(String word, Map<String, String> more) {
        var values = new HashMap<>(more);
        values.put("url", "http://127.0.0.1:" + server.getAddress().getPort() + "/api");
        return DnsProviders.find(word)
                .orElseThrow()
                .open(new ProviderOptions(values, Duration.ofSeconds(10)), new FakeDns().view());
    }

    private TxtWriter open(String word) {
        return open(word, Map.of("token", "s3cret-token"));
    }

    @Test
    void cloudflareFindsTheZoneAndRemovesOnlyOurValue() throws Exception {
        String zones =
                """
                {"result":[{"id":"023e","name":"ex.test","status":"active","paused":false}],
                 "success":true,"errors":[],"messages":[]}\
                """;
        then(200, zones);
        then(200, "{\"result\":{\"id\":\"372e\"},\"success\":true,\"errors\":[]}");
        then(200, zones);
        then(
                200,
                """
                {"result":[{"id":"372e","type":"TXT","content":"\\"VALUE\\"","ttl":60},
                           {"id":"9999","type":"TXT","content":"\\"other\\"","ttl":60}],
                 "success":true,"errors":[]}\
                """);
        then(200, "{\"result\":{\"id\":\"372e\"}}");
        TxtWriter writer = open("cloudflare");

        writer.present(TXT);
        writer.remove(TXT);

        assertThat(lastFields).containsEntry("Authorization", "Bearer s3cret-token");
        assertThat(seen)
                .containsExactly(
                        "GET /api/zones?name=ex.test",
                        "POST /api/zones/023e/dns_records {\"type\":\"TXT\","
                                + "\"name\":\"_acme-challenge.www.ex.test\","
                                + "\"content\":\"\\\"VALUE\\\"\",\"ttl\":60}",
                        "GET /api/zones?name=ex.test",
                        "GET /api/zones/023e/dns_records?type=TXT&per_page=100"
                                + "&name=_acme-challenge.www.ex.test",
                        "DELETE /api/zones/023e/dns_records/372e");
    }

    @Test
    void cloudflareSaysWhatIsWrongWithoutTheToken() {
        then(
                403,
                "{\"success\":false,\"errors\":[{\"code\":9109,\"message\":"
                        + "\"Invalid access token s3cret-token\"}]}");

        assertThatThrownBy(() -> open("cloudflare").present(TXT))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("answers 403")
                .hasMessageContaining("Invalid access token •••")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void cloudflareTakesAnIdenticalRecordForDone() throws Exception {
        then(200, "{\"result\":[{\"id\":\"023e\"}]}");
        then(400, "{\"errors\":[{\"code\":81058,\"message\":\"An identical record exists.\"}]}");

        assertThat(open("cloudflare").present(TXT)).isEmpty();
    }

    @Test
    void digitalOceanWritesRelativeNamesAndKeepsOtherRecords() throws Exception {
        then(200, "{\"domain_records\":[],\"links\":{},\"meta\":{\"total\":0}}");
        then(201, "{\"domain_record\":{\"id\":28448433,\"type\":\"TXT\"}}");
        then(
                200,
                """
                {"domain_records":[
                  {"id":9128448433,"type":"TXT","name":"_acme-challenge.www","data":"VALUE",
                   "priority":null,"port":null,"ttl":60,"weight":null,"flags":null,"tag":null},
                  {"id":28448434,"type":"TXT","name":"_acme-challenge.www","data":"other"}]}\
                """);
        then(204, "");
        TxtWriter writer = open("digitalocean");

        writer.present(TXT);
        writer.remove(TXT);

        String list =
                "GET /api/v2/domains/ex.test/records?type=TXT&per_page=200"
                        + "&name=_acme-challenge.www.ex.test";
        assertThat(seen)
                .containsExactly(
                        list,
                        "POST /api/v2/domains/ex.test/records {\"type\":\"TXT\","
                                + "\"name\":\"_acme-challenge.www\",\"data\":\"VALUE\",\"ttl\":60}",
                        list,
                        "DELETE /api/v2/domains/ex.test/records/9128448433");
    }

    @Test
    void hetznerAddsAndRemovesSingleValuesOfASet() throws Exception {
        then(404, "{\"error\":{\"code\":\"not_found\",\"message\":\"rrset not found\"}}");
        then(201, "{\"action\":{\"id\":1,\"status\":\"running\",\"progress\":0}}");
        then(
                200,
                """
                {"rrset":{"id":"_acme-challenge.www/TXT","ttl":60,"protection":{"change":false},
                 "records":[{"value":"\\"VALUE\\"","comment":""}],"zone":42}}\
                """);
        then(201, "{\"action\":{\"id\":2,\"status\":\"running\"}}");
        TxtWriter writer = open("hetzner");

        writer.present(TXT);
        writer.remove(TXT);

        String set = "/api/zones/ex.test/rrsets/_acme-challenge.www/TXT";
        String records = "{\"records\":[{\"value\":\"\\\"VALUE\\\"\"}]";
        assertThat(seen)
                .containsExactly(
                        "GET " + set,
                        "POST " + set + "/actions/add_records " + records + ",\"ttl\":60}",
                        "GET " + set,
                        "POST " + set + "/actions/remove_records " + records + "}");
    }

    @Test
    void desecKeepsTheOtherValuesOfASet() throws Exception {
        then(
                200,
                "{\"subname\":\"_acme-challenge.www\",\"records\":[\"\\\"other\\\"\"],\"ttl\":3600}");
        then(200, "[]");
        then(200, "{\"records\":[\"\\\"VALUE\\\"\"],\"ttl\":3600}");
        then(200, "[]");
        TxtWriter writer = open("desec");

        writer.present(TXT);
        writer.remove(TXT);

        String set =
                "PATCH /api/domains/ex.test/rrsets/ [{\"subname\":\"_acme-challenge.www\","
                        + "\"type\":\"TXT\",\"ttl\":3600,\"records\":[";
        assertThat(lastFields).containsEntry("Authorization", "Token s3cret-token");
        assertThat(seen)
                .containsExactly(
                        "GET /api/domains/ex.test/rrsets/_acme-challenge.www/TXT/",
                        set + "\"\\\"other\\\"\",\"\\\"VALUE\\\"\"]}]",
                        "GET /api/domains/ex.test/rrsets/_acme-challenge.www/TXT/",
                        set + "]}]");
    }

    @Test
    void acmeDnsGetsItsOwnNameAndRemovesNothing() throws Exception {
        then(200, "{\"txt\":\"VALUE\"}");
        TxtWriter writer =
                open(
                        "acmedns",
                        Map.of("username", "user-1", "password", "pass-1", "subdomain", "d420"));

        writer.present(TXT);
        writer.remove(TXT);

        assertThat(seen)
                .containsExactly("POST /api/update {\"subdomain\":\"d420\",\"txt\":\"VALUE\"}");
        assertThat(lastFields)
                .containsEntry("X-api-user", "user-1")
                .containsEntry("X-api-key", "pass-1");
    }

    @Test
    void route53KeepsOtherValuesAndTheirTimeToLive() throws Exception {
        String zones =
                """
                <?xml version="1.0"?><ListHostedZonesByNameResponse><HostedZones>
                <HostedZone><Id>/hostedzone/ZPRIVATE</Id><Name>ex.test.</Name>
                <Config><PrivateZone>true</PrivateZone></Config></HostedZone>
                <HostedZone><Id>/hostedzone/Z111111QQQQQQQ</Id><Name>ex.test.</Name>
                <Config><PrivateZone>false</PrivateZone></Config></HostedZone>
                </HostedZones></ListHostedZonesByNameResponse>\
                """;
        then(200, zones);
        then(200, set("_acme-challenge.www.ex.test.", 300, "other"));
        then(200, "<ChangeResourceRecordSetsResponse/>");
        then(200, zones);
        then(200, set("_acme-challenge.www.ex.test.", 300, "VALUE"));
        then(200, "<ChangeResourceRecordSetsResponse/>");
        TxtWriter writer =
                open(
                        "route53",
                        Map.of("accessKeyId", "AKIDEXAMPLE", "secretAccessKey", "s3cret-key"));

        writer.present(TXT);
        writer.remove(TXT);

        String path = "/api/2013-04-01/hostedzone/Z111111QQQQQQQ/rrset";
        assertThat(seen.get(0)).isEqualTo("GET /api/2013-04-01/hostedzonesbyname?dnsname=ex.test");
        assertThat(seen.get(1))
                .isEqualTo("GET " + path + "?maxitems=1&name=_acme-challenge.www.ex.test&type=TXT");
        assertThat(seen.get(2))
                .startsWith("POST " + path + "/ <ChangeResourceRecordSetsRequest xmlns=")
                .contains("<Action>UPSERT</Action>", "<TTL>300</TTL>")
                .contains("<Value>\"other\"</Value>", "<Value>\"VALUE\"</Value>");
        assertThat(seen.get(5))
                .contains("<Action>DELETE</Action>", "<TTL>300</TTL>", "<Value>\"VALUE\"</Value>")
                .doesNotContain("other");
        assertThat(lastFields.get("Authorization"))
                .matches(
                        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/\\d{8}/us-east-1/route53/"
                                + "aws4_request, SignedHeaders=host;x-amz-date,"
                                + " Signature=[0-9a-f]{64}");
    }

    private static String set(String name, int ttl, String value) {
        return """
        <ListResourceRecordSetsResponse><ResourceRecordSets><ResourceRecordSet><Name>%s</Name>
        <Type>TXT</Type><TTL>%d</TTL><ResourceRecords><ResourceRecord><Value>"%s"</Value>
        </ResourceRecord></ResourceRecords></ResourceRecordSet></ResourceRecordSets>
        </ListResourceRecordSetsResponse>\
        """
                .formatted(name, ttl, value);
    }
}
