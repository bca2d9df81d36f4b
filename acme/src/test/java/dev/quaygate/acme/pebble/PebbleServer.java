package dev.quaygate.acme.pebble;

import dev.quaygate.acme.client.CertifiedKey;
import dev.quaygate.acme.client.KeyType;
import dev.quaygate.acme.client.Pem;
import dev.quaygate.acme.issue.AuthorityFiles;
import dev.quaygate.acme.issue.InternalAuthority;
import dev.quaygate.acme.issue.InternalNames;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Pebble with pebble-challtestsrv as its DNS server, on free ports of the loopback, in a temporary
 * directory. Every name resolves to 127.0.0.1 unless a test says otherwise. {@link #close} stops
 * both processes and removes the directory.
 */
public final class PebbleServer implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(30);

    private final Path directory;
    private final List<Process> processes = new ArrayList<>();
    private final HttpClient http;
    private final X509Certificate tlsRoot;
    private final int acmePort;
    private final int managementPort;
    private final int dnsManagementPort;

    private PebbleServer(PebbleOptions options, String otherDns) throws IOException {
        // Both are looked for before either starts: a missing one must leave nothing behind.
        String dnsServer = TestTool.find("pebble-challtestsrv").toString();
        String acmeServer = TestTool.find("pebble").toString();
        directory = Files.createTempDirectory("quaygate-pebble");
        List<Integer> free = freePorts(6);
        acmePort = free.get(0);
        managementPort = free.get(1);
        dnsManagementPort = free.get(2);
        int dnsPort = free.get(3);
        var own =
                new InternalAuthority(
                        memory(),
                        InternalNames.of(InternalNames.DEFAULTS),
                        InstantSource.system(),
                        new SecureRandom());
        CertifiedKey tls =
                own.issue(
                        List.of("localhost", "127.0.0.1"),
                        KeyType.P256,
                        Duration.ofDays(1),
                        InternalAuthority.Purpose.SERVER);
        tlsRoot = own.root();
        Path certificate = Files.writeString(directory.resolve("tls.pem"), Pem.of(tls.chain()));
        Path key = Files.writeString(directory.resolve("tls-key.pem"), Pem.of(tls.privateKey()));
        PebbleOptions settled =
                options.httpPort(options.httpPort() == 0 ? free.get(4) : options.httpPort())
                        .tlsPort(options.tlsPort() == 0 ? free.get(5) : options.tlsPort());
        Path config =
                Files.writeString(
                        directory.resolve("pebble.json"),
                        settled.json(
                                acmePort, managementPort, certificate.toString(), key.toString()));
        http = HttpClient.newBuilder().sslContext(trusting(tlsRoot)).build();
        launch(
                Map.of(),
                dnsServer,
                "-dnsserver",
                "127.0.0.1:" + dnsPort,
                "-management",
                "127.0.0.1:" + dnsManagementPort,
                "-defaultIPv4",
                "127.0.0.1",
                "-defaultIPv6",
                "",
                "-http01",
                "",
                "-https01",
                "",
                "-tlsalpn01",
                "",
                "-doh",
                "");
        launch(
                Map.of(
                        "PEBBLE_VA_NOSLEEP", "1",
                        "PEBBLE_WFE_NONCEREJECT", String.valueOf(settled.badNoncePercent()),
                        "PEBBLE_AUTHZREUSE", String.valueOf(settled.authzReusePercent()),
                        "PEBBLE_ALTERNATE_ROOTS", String.valueOf(settled.alternateRoots())),
                acmeServer,
                "-config",
                config.toString(),
                "-dnsserver",
                otherDns.isEmpty() ? "127.0.0.1:" + dnsPort : otherDns);
    }

    /** Starts both processes and waits until the directory answers. */
    public static PebbleServer start(PebbleOptions options) throws IOException {
        return start(options, "");
    }

    /** As {@link #start(PebbleOptions)}, but validating with a DNS server at {@code host:port}. */
    public static PebbleServer start(PebbleOptions options, String dns) throws IOException {
        var server = new PebbleServer(options, dns);
        try {
            server.awaitDirectory();
            return server;
        } catch (IOException | RuntimeException | Error e) {
            server.close();
            throw e;
        }
    }

    /** Address of the ACME directory. */
    public URI directory() {
        return URI.create("https://localhost:" + acmePort + "/dir");
    }

    /** The private root that the directory's own TLS certificate leads to. */
    public X509Certificate tlsRoot() {
        return tlsRoot;
    }

    /** {@link #tlsRoot} as a PEM file, for a {@code caRoot} setting; gone after {@link #close}. */
    public Path tlsRootFile() throws IOException {
        return Files.writeString(directory.resolve("tls-root.pem"), Pem.of(List.of(tlsRoot)));
    }

    /** The root that issued certificates lead to. */
    public X509Certificate issuingRoot() throws IOException, GeneralSecurityException {
        return Pem.certificates(management("/roots/0")).getFirst();
    }

    /** {@code Valid} or {@code Revoked}, with a reason, as JSON. */
    public String certificateStatus(X509Certificate certificate) throws IOException {
        return management("/cert-status-by-serial/" + certificate.getSerialNumber().toString(16));
    }

    /** Sets the answer to the next questions for renewal information, word for word. */
    public void renewalInfo(X509Certificate certificate, String json) throws IOException {
        String pem = Pem.of(List.of(certificate)).replace("\n", "\\n");
        String answer = json.replace("\"", "\\\"");
        post(
                "https://localhost:" + managementPort + "/set-renewal-info/",
                "{\"Certificate\": \"" + pem + "\", \"ARIResponse\": \"" + answer + "\"}");
    }

    /** Sets a suggested renewal window. */
    public void renewalWindow(X509Certificate certificate, Instant start, Instant end)
            throws IOException {
        renewalInfo(
                certificate,
                "{\"suggestedWindow\": {\"start\": \"%s\", \"end\": \"%s\"}}"
                        .formatted(start, end));
    }

    /**
     * Speaks to the DNS server's management interface, for instance {@code dns("/set-servfail",
     * "{\"host\": \"x.example\"}")}.
     *
     * @return the body of its answer
     */
    public String dns(String path, String json) throws IOException {
        return post("http://127.0.0.1:" + dnsManagementPort + path, json);
    }

    /** Pebble's log so far, for messages of failing tests. */
    public String log() throws IOException {
        return Files.readString(directory.resolve("pebble.log"));
    }

    /** Ports of the loopback that nobody uses at the moment. */
    public static List<Integer> freePorts(int count) throws IOException {
        var sockets = new ArrayList<ServerSocket>();
        try {
            for (int i = 0; i < count; i++) {
                sockets.add(new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1")));
            }
            return sockets.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            for (ServerSocket socket : sockets) {
                socket.close();
            }
        }
    }

    private void launch(Map<String, String> environment, String... command) throws IOException {
        String name = Path.of(command[0]).getFileName().toString();
        var builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().putAll(environment);
        builder.redirectErrorStream(true).redirectOutput(directory.resolve(name + ".log").toFile());
        processes.add(builder.start());
    }

    private void awaitDirectory() throws IOException {
        long end = System.nanoTime() + START_LIMIT.toNanos();
        while (true) {
            try {
                get(directory().toString());
                return;
            } catch (IOException e) {
                if (System.nanoTime() > end || !processes.getLast().isAlive()) {
                    throw new IOException("Pebble did not start: " + log(), e);
                }
                pause();
            }
        }
    }

    /** Waits for a change of the process rather than a fixed time: it may end meanwhile. */
    private void pause() throws IOException {
        try {
            if (processes.getLast().waitFor(50, TimeUnit.MILLISECONDS)) {
                throw new IOException("Pebble ended: " + log());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private String management(String path) throws IOException {
        return get("https://localhost:" + managementPort + path);
    }

    private String get(String url) throws IOException {
        return send(HttpRequest.newBuilder(URI.create(url)).build());
    }

    private String post(String url, String json) throws IOException {
        return send(
                HttpRequest.newBuilder(URI.create(url))
                        .POST(BodyPublishers.ofString(json))
                        .build());
    }

    private String send(HttpRequest request) throws IOException {
        try {
            HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
            if (answer.statusCode() >= 300) {
                throw new IOException(request.uri() + ": " + answer.statusCode() + answer.body());
            }
            return answer.body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static SSLContext trusting(X509Certificate root) throws IOException {
        try {
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setCertificateEntry("root", root);
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            var context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private static AuthorityFiles memory() {
        var files = new HashMap<String, byte[]>();
        return new AuthorityFiles() {
            @Override
            public Optional<byte[]> get(String name) {
                return Optional.ofNullable(files.get(name));
            }

            @Override
            public void put(String name, byte[] bytes) {
                files.put(name, bytes);
            }
        };
    }

    @Override
    public void close() throws IOException {
        for (Process process : processes) {
            process.destroy();
            process.onExit().join();
        }
        http.close();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }
}
