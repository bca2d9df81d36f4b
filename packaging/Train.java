import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Makes the ahead-of-time caches of an image (JEP 514) from a real run over loopback: handshakes,
 * HTTP/1.1 and HTTP/2, small and large bodies both ways, answers of our own, a reload.
 *
 * <pre>java packaging/Train.java IMAGE</pre>
 *
 * Then starts both again with {@code -XX:AOTMode=on}, which fails on a cache that does not fit; without that a
 * wrong cache is only a warning and a slow start.
 */
public final class Train implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(90);

    private final Path image;
    private final Path folder;
    private final int https = freePort();
    private final int http = freePort();
    private final int admin = freePort();
    private final List<Process> started = new ArrayList<>();

    private Train(Path image) throws IOException {
        this.image = image;
        folder = Files.createTempDirectory("quaygate-train");
    }

    public static void main(String[] args) throws Exception {
        Path image = Path.of(args[0]).toAbsolutePath();
        try (var backend = new Backend();
                var training = new Train(image)) {
            training.writeConfiguration(backend.port());
            training.server();
            training.proof();
        }
    }

    private void writeConfiguration(int backend) throws IOException {
        Files.writeString(
                folder.resolve("train.yaml"),
                """
                listen: {http: ["127.0.0.1:%d"], https: ["127.0.0.1:%d"], limits: {handshakesPerAddress: off}}
                admin: {listen: ["unix:%s/admin.sock", "127.0.0.1:%d"], token: "file:%s/admin.token"}
                storage: {file: %s/store}
                certificates: {issuers: [internal]}
                log: {access: {to: "file:%s/access.log"}}
                reload: {watch: false}
                pools:
                  demo: {to: ["127.0.0.1:%d", "localhost:%d"], health: {path: /, every: 1s, timeout: 900ms}}
                routes:
                  - {name: demo, host: [localhost, app.localhost], to: demo}
                  - {name: fixed, host: localhost, path: /fixed, respond: {status: 200, body: ok}}
                """
                        .formatted(http, https, folder, admin, folder, folder, folder, backend, backend));
    }

    /** One recording of the server, and inside it one of a client verb. */
    private void server() throws Exception {
        Process server = start("server.aot", "run", "-c", folder.resolve("train.yaml").toString());
        awaitReady(server);
        traffic();
        expect(start("client.aot", "status", "--admin", "unix:" + folder.resolve("admin.sock")), 0);
        expect(start("", "reload", "--admin", "unix:" + folder.resolve("admin.sock")), 0);
        try (HttpClient client = client(HttpClient.Version.HTTP_2)) {
            requests(client, 20);
        }
        server.destroy();
        expect(server, 0, 143);
        for (String cache : List.of("server.aot", "client.aot")) {
            if (!Files.isRegularFile(image.resolve("lib").resolve(cache))) {
                throw new IOException(cache + " was not written:\n" + output());
            }
        }
    }

    private void proof() throws Exception {
        expect(start("on", "check", "-c", folder.resolve("train.yaml").toString()), 0);
        expect(start("on", "version"), 0);
        Process server = start("on", "run", "-c", folder.resolve("train.yaml").toString());
        awaitReady(server);
        try (HttpClient client = client(HttpClient.Version.HTTP_2)) {
            requests(client, 1);
        }
        server.destroy();
        expect(server, 0, 143);
    }

    private void traffic() throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(4).toNanos();
        while (System.nanoTime() < end) {
            for (HttpClient.Version version : HttpClient.Version.values()) {
                // A new client is a new connection, so a handshake.
                try (HttpClient client = client(version)) {
                    requests(client, 30);
                }
            }
        }
    }

    private void requests(HttpClient client, int count) throws Exception {
        var pending = new ArrayList<CompletableFuture<HttpResponse<byte[]>>>();
        for (int i = 0; i < count; i++) {
            pending.add(send(client, get("https://localhost:" + https + "/small?n=" + i)));
        }
        pending.add(send(client, get("https://localhost:" + https + "/fixed")));
        pending.add(send(client, get("https://localhost:" + https + "/large")));
        pending.add(
                send(
                        client,
                        HttpRequest.newBuilder(URI.create("https://localhost:" + https + "/upload"))
                                .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[200_000]))
                                .build()));
        for (var answer : pending) {
            HttpResponse<byte[]> response = answer.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
            if (response.statusCode() != 200) {
                throw new IOException(response.request().uri() + " answered " + response.statusCode());
            }
        }
        send(client, get("http://localhost:" + http + "/")).get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    private static CompletableFuture<HttpResponse<byte[]>> send(HttpClient client, HttpRequest request) {
        return client.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray());
    }

    private static HttpRequest get(String url) {
        return HttpRequest.newBuilder(URI.create(url)).header("Accept", "*/*").build();
    }

    private void awaitReady(Process server) throws Exception {
        long end = System.nanoTime() + LIMIT.toNanos();
        try (HttpClient client = HttpClient.newHttpClient()) {
            while (System.nanoTime() < end && server.isAlive()) {
                try {
                    if (send(client, get("http://127.0.0.1:" + admin + "/readyz")).get().statusCode() == 200) {
                        return;
                    }
                } catch (java.util.concurrent.ExecutionException _) {
                    // Not listening yet.
                }
                Thread.sleep(50);
            }
        }
        throw new IOException("the server is not ready:\n" + output());
    }

    /** Starts the launcher; {@code aot} is "on", "" or the name of a cache to record. */
    private Process start(String aot, String... arguments) throws IOException {
        var command = new ArrayList<>(List.of(image.resolve("bin/quaygate").toString()));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("out.log").toFile()));
        builder.environment().keySet().removeIf(name -> name.startsWith("QUAYGATE_") || name.startsWith("JDK_JAVA"));
        if (!aot.isEmpty()) {
            String option = aot.equals("on") ? "AOTMode=on" : "AOTCacheOutput=" + image.resolve("lib").resolve(aot);
            builder.environment().put("QUAYGATE_JAVA_OPTS", "-XX:" + option);
        }
        Process process = builder.start();
        started.add(process);
        return process;
    }

    private void expect(Process process, Integer... exits) throws Exception {
        if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            throw new IOException("does not end:\n" + output());
        }
        if (!List.of(exits).contains(process.exitValue())) {
            throw new IOException("ended with " + process.exitValue() + ":\n" + output());
        }
    }

    private String output() throws IOException {
        return Files.readString(folder.resolve("out.log"));
    }

    @Override
    public void close() throws IOException {
        started.forEach(Process::destroyForcibly);
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static HttpClient client(HttpClient.Version version) throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new TrustsAll()}, null);
        return HttpClient.newBuilder().version(version).sslContext(context).build();
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** For this one run on loopback: its certificates come from an authority that it has just made. */
    private static final class TrustsAll extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    /** Reads whole requests and answers each with 200: 300 KB for /large, a few bytes for the rest. */
    private static final class Backend implements AutoCloseable {
        private final com.sun.net.httpserver.HttpServer server;

        Backend() throws IOException {
            server =
                    com.sun.net.httpserver.HttpServer.create(
                            new java.net.InetSocketAddress(java.net.InetAddress.getLoopbackAddress(), 0), 0);
            server.setExecutor(java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor());
            server.createContext("/", exchange -> {
                try (InputStream in = exchange.getRequestBody();
                        OutputStream out = exchange.getResponseBody()) {
                    in.transferTo(OutputStream.nullOutputStream());
                    byte[] body = new byte[exchange.getRequestURI().getPath().equals("/large") ? 300_000 : 128];
                    exchange.sendResponseHeaders(200, body.length);
                    out.write(body);
                }
            });
            server.start();
        }

        int port() {
            return server.getAddress().getPort();
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}
