package dev.quaygate.acme.client;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.quaygate.acme.issue.InMemoryFiles;
import dev.quaygate.acme.issue.InternalAuthority;
import dev.quaygate.acme.issue.InternalNames;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** An https server with a directory and nonces, whose other answers a test writes by hand. */
final class FaultyAuthority implements AutoCloseable {
    private final HttpsServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final X509Certificate root;
    private final Map<String, HttpHandler> answers = new ConcurrentHashMap<>();
    private final AtomicInteger requests = new AtomicInteger();

    FaultyAuthority() throws Exception {
        var own =
                new InternalAuthority(
                        new InMemoryFiles(),
                        InternalNames.of(List.of("localhost")),
                        InstantSource.system(),
                        new SecureRandom());
        var tls =
                own.issue(
                        List.of("localhost"),
                        KeyType.P256,
                        Duration.ofDays(1),
                        InternalAuthority.Purpose.SERVER);
        root = own.root();
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry(
                "tls", tls.privateKey(), new char[0], tls.chain().toArray(Certificate[]::new));
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, new char[0]);
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        server =
                HttpsServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
        on("/dir", exchange -> json(exchange, 200, directoryJson()));
        on("/nonce", exchange -> reply(exchange, 200, "text/plain", ""));
    }

    /** Replaces the answer of a path. */
    void on(String path, HttpHandler answer) {
        answers.put(path, answer);
    }

    /** A client of this authority whose requests may take a second. */
    AcmeClient client() {
        return new Acme4jClient(
                new AcmeEndpoint(
                                url("/dir"),
                                List.of(root),
                                "quaygate-test/1",
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(3))
                        .withPace(1000),
                InstantSource.system());
    }

    URI url(String path) {
        return URI.create("https://localhost:" + server.getAddress().getPort() + path);
    }

    int requests() {
        return requests.get();
    }

    String directoryJson() {
        return """
        {"newNonce": "%s", "newAccount": "%s", "newOrder": "%s", "meta": {}}
        """
                .formatted(url("/nonce"), url("/account"), url("/order"));
    }

    static void json(HttpExchange exchange, int status, String body) throws IOException {
        reply(exchange, status, "application/json", body);
    }

    static void problem(HttpExchange exchange, int status, String type) throws IOException {
        reply(
                exchange,
                status,
                "application/problem+json",
                "{\"type\": \"urn:ietf:params:acme:error:" + type + "\", \"detail\": \"no\"}");
    }

    static void reply(HttpExchange exchange, int status, String type, String body)
            throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private void answer(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Replay-Nonce", "n" + requests.incrementAndGet());
        exchange.getRequestBody().readAllBytes();
        answers.getOrDefault(
                        exchange.getRequestURI().getPath(),
                        unknown -> reply(unknown, 404, "text/plain", "nothing here"))
                .handle(exchange);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
