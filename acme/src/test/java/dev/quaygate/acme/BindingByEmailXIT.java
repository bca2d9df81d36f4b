package dev.quaygate.acme;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.quaygate.acme.client.AcmeFailure;
import dev.quaygate.acme.client.ExternalAccountBinding;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What goes over the wire, with answers as ZeroSSL documents them. */
@Timeout(60)
final class BindingByEmailXIT {
    private final List<String> bodies = Collections.synchronizedList(new ArrayList<>());
    private final HttpServer server;

    BindingByEmailXIT() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void asksWithTheAddressAndTakesTheKey() throws Exception {
        answer(
                200,
                """
                {"success":true,"eab_kid":"kid-1","eab_hmac_key":"c2VjcmV0LXNlY3JldC1zZWNyZXQ"}
                """);

        ExternalAccountBinding binding = BindingByEmail.from(place(), "ops+q@example.com");

        assertThat(binding.keyId()).isEqualTo("kid-1");
        assertThat(binding.macKey()).isEqualTo("c2VjcmV0LXNlY3JldC1zZWNyZXQ");
        assertThat(bodies).containsExactly("POST email=ops%2Bq%40example.com");
    }

    @Test
    void failsWithoutAUsableKeyAndShowsNone() {
        for (String body :
                List.of(
                        "",
                        "<html>",
                        "{\"success\":false,\"error\":{\"code\":2900}}",
                        "{\"success\":true,\"eab_kid\":\"kid-1\",\"eab_hmac_key\":\"short\"}")) {
            answer(200, body);
            assertThatThrownBy(() -> BindingByEmail.from(place(), "ops@example.com"))
                    .isInstanceOf(AcmeFailure.class)
                    .hasMessageContaining("account binding from 127.0.0.1")
                    .hasMessageNotContaining("short");
        }
    }

    @Test
    void failsOnOtherStatusesAndOnNobody() {
        answer(503, "{}");
        assertThatThrownBy(() -> BindingByEmail.from(place(), "ops@example.com"))
                .isInstanceOf(AcmeFailure.class)
                .hasMessageContaining("status 503");
        server.stop(0);
        assertThatThrownBy(() -> BindingByEmail.from(place(), "ops@example.com"))
                .isInstanceOf(AcmeFailure.class);
    }

    private void answer(int status, String body) {
        if (!bodies.isEmpty()) {
            server.removeContext("/eab");
        }
        server.createContext(
                "/eab",
                exchange -> {
                    try (exchange) {
                        String asked = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
                        bodies.add(exchange.getRequestMethod() + " " + asked);
                        byte[] bytes = body.getBytes(UTF_8);
                        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
                        exchange.getResponseBody().write(bytes);
                    }
                });
    }

    private URI place() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/eab");
    }
}
