package dev.quaygate.acme.jdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.acme.client.SubjectNames;
import dev.quaygate.acme.pebble.PebbleOptions;
import dev.quaygate.acme.pebble.PebbleServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the program of docs/acme-standalone.md, word for word, against a real authority. */
final class StandaloneServerXIT {
    private static final Path PAGE = Path.of("..", "docs", "acme-standalone.md");
    private static final String NAME = "shop.example.com";
    private static final String PASSWORD = "changeit";
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @TempDir private Path directory;

    @Test
    void isAServerOfThirtyLinesWithAManagedCertificateThatIsRenewed() throws Exception {
        String program = program();
        assertThat(program.lines().filter(line -> !line.isBlank() && !line.startsWith("import ")))
                .hasSizeLessThanOrEqualTo(30);
        int port = freePort();
        var options = PebbleOptions.DEFAULTS.tlsPort(port).validitySeconds(40);
        try (var pebble = PebbleServer.start(options)) {
            Process server = start(program, pebble, port);
            try {
                X509Certificate first = certificate(server, pebble, port, null);
                assertThat(SubjectNames.of(first)).containsExactly(NAME);
                X509Certificate renewed = certificate(server, pebble, port, first);
                assertThat(renewed.getPublicKey()).isNotEqualTo(first.getPublicKey());
            } finally {
                server.destroy();
                server.waitFor();
            }
        }
    }

    private static String program() throws IOException {
        var block = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
        var found = block.matcher(Files.readString(PAGE));
        assertThat(found.find()).as("a java block in " + PAGE).isTrue();
        return found.group(1);
    }

    private Process start(String program, PebbleServer pebble, int port) throws Exception {
        Path source = Files.writeString(directory.resolve("Shop.java"), program);
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djavax.net.ssl.trustStore=" + trustStore(pebble.tlsRoot()),
                        "-Djavax.net.ssl.trustStorePassword=" + PASSWORD,
                        "-cp",
                        System.getProperty("java.class.path"),
                        source.toString(),
                        pebble.directory().toString(),
                        NAME,
                        String.valueOf(port),
                        directory.resolve("certificates").toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output.txt").toFile())
                .start();
    }

    private Path trustStore(X509Certificate root) throws Exception {
        Path file = directory.resolve("roots.p12");
        try (var out = Files.newOutputStream(file)) {
            store(root).store(out, PASSWORD.toCharArray());
        }
        return file;
    }

    private static KeyStore store(X509Certificate root) throws Exception {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("root", root);
        return store;
    }

    /** Asks until the server has another certificate than before, and an answer. */
    private X509Certificate certificate(
            Process server, PebbleServer pebble, int port, @Nullable X509Certificate before)
            throws Exception {
        Instant end = Instant.now().plus(LIMIT);
        String trouble = "";
        while (server.isAlive() && Instant.now().isBefore(end)) {
            try {
                X509Certificate certificate = ask(pebble, port);
                if (!certificate.equals(before)) {
                    return certificate;
                }
            } catch (IOException e) {
                trouble = e.toString();
            }
            // A question each moment; there is no event to wait for outside of the process.
            boolean _ = server.waitFor(Duration.ofMillis(200));
        }
        throw new AssertionError(trouble + Files.readString(directory.resolve("output.txt")));
    }

    private static X509Certificate ask(PebbleServer pebble, int port) throws Exception {
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store(pebble.issuingRoot()));
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), new SecureRandom());
        try (var plain = new Socket(InetAddress.ofLiteral("127.0.0.1"), port);
                var socket =
                        (SSLSocket)
                                context.getSocketFactory().createSocket(plain, NAME, port, true)) {
            plain.setSoTimeout(10_000);
            var parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            parameters.setServerNames(List.of(new SNIHostName(NAME)));
            socket.setSSLParameters(parameters);
            socket.getOutputStream()
                    .write(
                            ("GET / HTTP/1.1\r\nHost: " + NAME + "\r\nConnection: close\r\n\r\n")
                                    .getBytes(StandardCharsets.US_ASCII));
            var answer =
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            assertThat(answer).startsWith("HTTP/1.1 200 ").contains("hello\n");
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }
}
