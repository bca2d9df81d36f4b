package dev.quaygate.acme.ondemand;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.quaygate.acme.ondemand.Permission.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** CFG-4: what goes over the wire to who is asked, and which answers allow. */
@Timeout(60)
final class AskClientXIT {
    private final List<URI> requests = Collections.synchronizedList(new ArrayList<>());
    private final HttpServer server;

    AskClientXIT() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void only200Allows() throws Exception {
        for (int status : List.of(200, 201, 204, 301, 302, 307, 400, 401, 403, 404, 429, 500)) {
            answer("/" + status, status, "Location", url("/200").toString());

            Answer answer = ask(url("/" + status), Duration.ofSeconds(10));

            assertThat(answer)
                    .isEqualTo(status == 200 ? new Answer.Allowed() : new Answer.Denied(status));
        }
        assertThat(requests).as("no redirect was followed").hasSize(12);
    }

    @Test
    void theNameIsNothingButAnEncodedQueryValue() throws Exception {
        answer("/allowed", 200, "X", "y");

        try (var client = new AskClient(url("/allowed?key=1"), Duration.ofSeconds(10))) {
            client.ask("a.example");
            client.ask("x&domain=b\r\nHost: 169.254.169.254/ü");
        }

        assertThat(requests)
                .extracting(URI::toString)
                .containsExactly(
                        "/allowed?key=1&domain=a.example",
                        "/allowed?key=1&domain=x%26domain%3Db%0D%0AHost%3A+169.254.169.254%2F%C3%BC");
    }

    @Test
    void silenceFailsWithinTheTimeLimit() throws Exception {
        try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            URI url = URI.create("http://127.0.0.1:" + silent.getLocalPort() + "/");
            long begin = System.nanoTime();

            assertThat(ask(url, Duration.ofMillis(300))).isInstanceOf(Answer.Failed.class);

            assertThat(Duration.ofNanos(System.nanoTime() - begin))
                    .isLessThan(Duration.ofSeconds(20));
        }
    }

    @Test
    void aBodyWithoutEndIsNotRead() throws Exception {
        server.createContext(
                "/endless",
                exchange -> {
                    exchange.sendResponseHeaders(200, 0);
                    try (exchange) {
                        byte[] piece = new byte[1 << 16];
                        while (true) {
                            exchange.getResponseBody().write(piece);
                        }
                    } catch (IOException _) {
                        requests.add(URI.create("/cut"));
                    }
                });

        assertThat(ask(url("/endless"), Duration.ofSeconds(10))).isEqualTo(new Answer.Allowed());
    }

    @Test
    void nobodyThereFails() throws Exception {
        int port;
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }

        Answer answer = ask(URI.create("http://127.0.0.1:" + port + "/"), Duration.ofSeconds(10));

        assertThat(answer).isInstanceOf(Answer.Failed.class);
    }

    private static Answer ask(URI url, Duration timeout) throws InterruptedException {
        try (var client = new AskClient(url, timeout)) {
            return client.ask("a.example");
        }
    }

    private URI url(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    private void answer(String path, int status, String field, String value) {
        server.createContext(
                path,
                exchange -> {
                    requests.add(exchange.getRequestURI());
                    respond(exchange, status, field, value);
                });
    }

    private static void respond(HttpExchange exchange, int status, String field, String value)
            throws IOException {
        exchange.getResponseHeaders().add(field, value);
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }
}
