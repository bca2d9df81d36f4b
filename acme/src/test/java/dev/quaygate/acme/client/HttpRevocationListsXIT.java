package dev.quaygate.acme.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.quaygate.acme.client.RevocationListSource.Answer;
import dev.quaygate.acme.client.RevocationListSource.Version;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How lists are asked for over the wire: conditionally (RFC 9110 §13), and never without end. */
@Timeout(60)
final class HttpRevocationListsXIT {
    private static final byte[] LIST = {1, 2, 3};
    private static final String MODIFIED = "Tue, 24 Nov 2026 12:00:00 GMT";

    private final List<String> paths = Collections.synchronizedList(new ArrayList<>());
    private final HttpRevocationLists lists = new HttpRevocationLists("quaygate/test");
    private final HttpServer server;

    HttpRevocationListsXIT() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void asksForChangesOnlyOnceAVersionIsKnown() throws Exception {
        at(
                "/list",
                exchange -> {
                    var headers = exchange.getRequestHeaders();
                    boolean known =
                            "\"v1\"".equals(headers.getFirst("If-None-Match"))
                                    && MODIFIED.equals(headers.getFirst("If-Modified-Since"));
                    exchange.getResponseHeaders().set("ETag", "\"v1\"");
                    exchange.getResponseHeaders().set("Last-Modified", MODIFIED);
                    exchange.sendResponseHeaders(known ? 304 : 200, known ? -1 : LIST.length);
                    if (!known) {
                        exchange.getResponseBody().write(LIST);
                    }
                });

        Answer first = lists.get(url("/list"), Version.UNKNOWN).orElseThrow();

        assertThat(first.der()).isEqualTo(LIST);
        assertThat(first.version()).isEqualTo(new Version("\"v1\"", MODIFIED));
        assertThat(lists.get(url("/list"), first.version())).isEmpty();
        assertThat(lists.get(url("/list"), new Version("\"v0\"", MODIFIED))).isPresent();
    }

    @Test
    void takesNoOtherAnswerForAList() {
        for (int status : List.of(204, 301, 302, 403, 404, 500, 503)) {
            at(
                    "/" + status,
                    exchange -> {
                        exchange.getResponseHeaders().set("Location", url("/elsewhere").toString());
                        exchange.sendResponseHeaders(status, -1);
                    });
            assertThatThrownBy(() -> lists.get(url("/" + status), Version.UNKNOWN))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("status " + status);
        }
        assertThat(paths).as("no redirect was followed").hasSize(7);
    }

    @Test
    void readsNoMoreThanTheLargestList() {
        at(
                "/endless",
                exchange -> {
                    exchange.sendResponseHeaders(200, 0);
                    byte[] piece = new byte[1 << 16];
                    for (long sent = 0; sent < 2L * RevocationList.LARGEST; sent += piece.length) {
                        exchange.getResponseBody().write(piece);
                    }
                });
        assertThatThrownBy(() -> lists.get(url("/endless"), Version.UNKNOWN))
                .isInstanceOf(IOException.class);
    }

    @Test
    void failsOnAListThatIsCutOff() {
        at(
                "/cut",
                exchange -> {
                    exchange.sendResponseHeaders(200, 1000);
                    exchange.getResponseBody().write(LIST);
                    exchange.getResponseBody().flush();
                });
        assertThatThrownBy(() -> lists.get(url("/cut"), Version.UNKNOWN))
                .isInstanceOf(IOException.class);
    }

    private void at(String path, HttpHandler handler) {
        server.createContext(
                path,
                exchange -> {
                    paths.add(exchange.getRequestURI().getPath());
                    try (HttpExchange open = exchange) {
                        handler.handle(open);
                    }
                });
    }

    private URI url(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }
}
