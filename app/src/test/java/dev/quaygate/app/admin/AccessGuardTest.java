package dev.quaygate.app.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rebinding, cross-site requests and path tricks at the admin endpoint (ADM-2 to ADM-4), A7. */
class AccessGuardTest {
    private static final String TOKEN = "w".repeat(43);
    private static final Peer LOCAL = new Peer.Address(InetAddress.getLoopbackAddress());
    private static final String GOOD =
            "Host: localhost:2443|Authorization: Bearer " + TOKEN + "|X-Quaygate: 1|";

    private final AtomicReference<Instant> now =
            new AtomicReference<>(Instant.parse("2026-11-24T12:00:00Z"));
    private final AccessGuard guard =
            new AccessGuard(
                    List.of("localhost", "127.0.0.1", "[::1]"),
                    true,
                    new Tokens(TOKEN, "r".repeat(43)),
                    new FailureLimit(now::get));

    @ParameterizedTest
    @ValueSource(
            strings = {
                // Rebinding (ADM-2): the token is right, the browser's own fields are not.
                "403 GET /v1/status|Host: evil.example|Authorization: Bearer $",
                "403 GET /v1/status|Authorization: Bearer $",
                "403 GET /v1/status|Host: localhost.evil.example|Authorization: Bearer $",
                "403 GET /v1/status|Host: localhost:2443:1|Authorization: Bearer $",
                "403 GET /v1/status|Host: localhost:x|Authorization: Bearer $",
                "403 GET /v1/status|Host: 127.0.0.2|Authorization: Bearer $",
                "403 GET /v1/status|Host: 0x7f.1|Authorization: Bearer $",
                "403 GET /v1/status|Host: localhost.|Authorization: Bearer $",
                "403 GET /v1/status|Host: localhost|Origin: https://evil.example|Authorization: Bearer $",
                "403 GET /v1/status|Host: localhost|Origin: null|Authorization: Bearer $",
                "403 GET /v1/status|Host: localhost|Origin: http://localhost.evil.example|Authorization: Bearer $",
                "403 GET /v1/status|Host: localhost|Origin: http://localhost%40evil.example|Authorization: Bearer $",
                "403 GET /v1/status|Host: localhost|Sec-Fetch-Site: cross-site|Authorization: Bearer $",
                "403 GET /v1/status|Host: localhost|Sec-Fetch-Site: same-site|Authorization: Bearer $",
                "403 GET /healthz|Host: evil.example",
                "400 GET /v1/status|Host: localhost|Host: evil.example|Authorization: Bearer $",
                // Requests across sites (ADM-3): what a form or a simple fetch can send.
                "415 POST /v1/config:reload|@|Content-Type: application/x-www-form-urlencoded",
                "415 POST /v1/config:reload|@|Content-Type: text/plain",
                "415 POST /v1/config:reload|@|Content-Type: multipart/form-data; boundary=x",
                "415 POST /v1/config:reload|@",
                "403 POST /v1/config:reload|Host: localhost|Authorization: Bearer $|Content-Type: application/json",
                "403 POST /v1/config:reload|Host: localhost|Authorization: Bearer $|Content-Type: application/json|X-Quaygate: 0",
                "401 POST /v1/config:reload|Host: localhost|Content-Type: application/json|X-Quaygate: 1",
                "401 POST /healthz|Host: localhost|Content-Type: application/json|X-Quaygate: 1",
                "403 POST /v1/config:reload|Host: localhost|Authorization: Bearer rrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrr|Content-Type: application/json|X-Quaygate: 1",
                "401 GET /v1/status|Host: localhost",
                "401 GET /v1/status?token=$|Host: localhost",
                "401 GET /v1/status|Host: localhost|Authorization: Basic $",
                "401 GET /v1/status|Host: localhost|Authorization: Bearer $x",
                // Paths (ADM-4): decoded once, never repaired.
                "404 GET /healthz/../v1/status|Host: localhost",
                "404 GET /healthz/%2e%2e/v1/status|Host: localhost",
                "404 GET //healthz|Host: localhost",
                "404 GET /healthz/|Host: localhost",
                "404 GET /%2568ealthz|Host: localhost",
                "404 GET /healthz%2Fx|Host: localhost",
                "404 GET /healthz%00|Host: localhost",
                "404 GET /healthz\\x|Host: localhost",
                "404 GET /%zz|Host: localhost",
                "404 GET /%c0%af|Host: localhost",
                "404 GET http://localhost/healthz|Host: localhost",
                "404 OPTIONS *|Host: localhost",
                "401 GET /HEALTHZ|Host: localhost",
                "401 GET /healthzz|Host: localhost",
                // Heads that are no HTTP/1.1.
                "400 get /healthz|Host: localhost",
                "400 GET /healthz|Host: localhost| folded: x",
                "400 GET /healthz|Host : localhost",
            })
    void refuses(String line) throws IOException {
        int expected = Integer.parseInt(line.substring(0, 3));

        try {
            AdminRequest request = request(line.substring(4));
            guard.check(request, LOCAL);
            fail("passed: " + request.target());
        } catch (Refusal refusal) {
            assertThat(refusal.status()).as(refusal.detail()).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /healthz|Host: localhost",
                "GET /metrics|Host: 127.0.0.1:2443",
                "GET /readyz|Host: [::1]:2443",
                "GET /v1/status|Host: LocalHost|Authorization: bearer $",
                "GET /v1/status|Host: localhost|Origin: http://localhost:2443|Sec-Fetch-Site: same-origin|Authorization: Bearer $",
                "POST /v1/config:reload|@|Content-Type: application/json; charset=utf-8",
                "POST /v1/config:check|@|Content-Type: application/yaml",
            })
    void answers(String line) throws IOException, Refusal {
        AdminRequest request = request(line);

        assertThat(guard.check(request, LOCAL)).isNotNull();
    }

    @Test
    void knowsRolesByTheirTokens() throws IOException, Refusal {
        String read = "Host: localhost|Authorization: Bearer " + "r".repeat(43);

        assertThat(guard.check(request("GET /v1/status|" + read), LOCAL)).isEqualTo(Role.READ);
        assertThat(guard.check(request("GET /v1/status|@"), LOCAL)).isEqualTo(Role.WRITE);
        assertThat(guard.check(request("GET /healthz|Host: localhost"), LOCAL))
                .isEqualTo(Role.NONE);
        assertThat(guard.check(request("GET /v1/status|Host: localhost"), new Peer.User("root")))
                .isEqualTo(Role.WRITE);
    }

    @Test
    void answersNoProbeWithoutTokenFromElsewhere() throws IOException {
        Peer far = new Peer.Address(InetAddress.ofLiteral("192.0.2.7"));

        assertThat(status("GET /healthz|Host: localhost", far)).isEqualTo(401);
    }

    @Test
    void looksAtNoTokenAfterFiveWrongOnesUntilAMinuteHasPassed() throws IOException {
        for (int i = 0; i < 5; i++) {
            assertThat(status("GET /v1/status|Host: localhost|Authorization: Bearer no", LOCAL))
                    .isEqualTo(401);
        }

        assertThat(status("GET /v1/status|@", LOCAL)).isEqualTo(429);
        assertThat(status("GET /healthz|Host: localhost", LOCAL)).isEqualTo(200);
        Peer other = new Peer.Address(InetAddress.ofLiteral("127.0.0.2"));
        assertThat(status("GET /v1/status|@", other)).isEqualTo(200);

        now.updateAndGet(at -> at.plus(Duration.ofSeconds(61)));
        assertThat(status("GET /v1/status|@", LOCAL)).isEqualTo(200);
    }

    private int status(String line, Peer peer) throws IOException {
        try {
            guard.check(request(line), peer);
            return 200;
        } catch (Refusal refusal) {
            return refusal.status();
        }
    }

    /**
     * A request line and fields between bars; {@code $} is the token, {@code @} all that is good.
     */
    private static AdminRequest request(String line) throws IOException, Refusal {
        String text = line.replace("@", GOOD.substring(0, GOOD.length() - 1)).replace("$", TOKEN);
        String[] parts = text.split("\\|", -1);
        var head = new StringBuilder(parts[0]).append(" HTTP/1.1\r\n");
        for (int i = 1; i < parts.length; i++) {
            head.append(parts[i]).append("\r\n");
        }
        byte[] bytes = head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
        return new RequestReader(new ByteArrayInputStream(bytes)).head().orElseThrow();
    }
}
