package dev.quaygate.acme.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.acme.client.ExternalAccountBinding;
import dev.quaygate.acme.client.Pem;
import dev.quaygate.acme.client.SubjectNames;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** RFC 8555 as real clients speak it: certbot of Debian, and lego. */
final class AcmeServerXIT {
    private static final String KEY = "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LTMy";

    @TempDir private Path directory;

    @Test
    void certbotGetsAndRenewsACertificateByHttp01() throws Exception {
        int port = freePort();
        try (var server = server(List.of(), port, freePort())) {
            Outcome first = certbot(server, port, "localhost");
            assertThat(first.exit()).as(first.output()).isZero();
            X509Certificate certificate = verified(server, live("localhost"));
            assertThat(SubjectNames.of(certificate)).containsExactly("localhost");

            Outcome again = certbot(server, port, "localhost", "--force-renewal");
            assertThat(again.exit()).as(again.output()).isZero();
            assertThat(verified(server, live("localhost"))).isNotEqualTo(certificate);
        }
    }

    @Test
    void certbotNeedsTheExternalAccountThatIsConfigured() throws Exception {
        int port = freePort();
        try (var server =
                server(List.of(new ExternalAccountBinding("team", KEY)), port, freePort())) {
            Outcome without = certbot(server, port, "localhost");
            assertThat(without.exit()).isNotZero();

            Outcome wrong =
                    certbot(
                            server,
                            port,
                            "localhost",
                            "--eab-kid",
                            "team",
                            "--eab-hmac-key",
                            KEY.replace('3', '4'));
            assertThat(wrong.exit()).isNotZero();
            assertThat(wrong.output()).contains("does not fit kid team");

            Outcome with =
                    certbot(server, port, "localhost", "--eab-kid", "team", "--eab-hmac-key", KEY);
            assertThat(with.exit()).as(with.output()).isZero();
        }
    }

    @Test
    void tellsCertbotWhyANameIsRefusedOrNotProved() throws Exception {
        int port = freePort();
        try (var server = server(List.of(), port, freePort())) {
            Outcome foreign = certbot(server, port, "shop.example.com");
            assertThat(foreign.exit()).isNotZero();
            // This certbot stumbles over its own exception; its log has what the server said.
            assertThat(Files.readString(directory.resolve("certbot/logs/letsencrypt.log")))
                    .contains("shop.example.com is not an internal name");

            Outcome elsewhere = certbot(server, freePort(), "localhost");
            assertThat(elsewhere.exit()).isNotZero();
            assertThat(elsewhere.output()).contains("localhost: Connection refused");
        }
    }

    @Test
    void legoGetsACertificateByTlsAlpn01() throws Exception {
        int port = freePort();
        try (var server = server(List.of(), freePort(), port)) {
            Path folder = directory.resolve("lego");
            Outcome outcome =
                    run(
                            server,
                            List.of(
                                    "lego",
                                    "--accept-tos",
                                    "--email",
                                    "ops@example.com",
                                    "--server",
                                    server.directory().toString(),
                                    "--path",
                                    folder.toString(),
                                    "--tls",
                                    "--tls.port",
                                    "127.0.0.1:" + port,
                                    "--domains",
                                    "localhost",
                                    "run"));

            assertThat(outcome.exit()).as(outcome.output()).isZero();
            X509Certificate certificate =
                    verified(server, folder.resolve("certificates/localhost.crt"));
            assertThat(SubjectNames.of(certificate)).containsExactly("localhost");
        }
    }

    private ServerUnderTest server(List<ExternalAccountBinding> bindings, int http, int tls)
            throws Exception {
        return new ServerUnderTest(
                directory.resolve("store"), new AcmeServerSettings(bindings, http, tls));
    }

    private record Outcome(int exit, String output) {}

    private Outcome certbot(ServerUnderTest server, int port, String name, String... more)
            throws Exception {
        var words =
                new ArrayList<>(
                        List.of(
                                "certbot",
                                "certonly",
                                "--standalone",
                                "--non-interactive",
                                "--agree-tos",
                                "--register-unsafely-without-email",
                                "--http-01-address",
                                "127.0.0.1",
                                "--http-01-port",
                                String.valueOf(port),
                                "--server",
                                server.directory().toString(),
                                "-d",
                                name));
        for (String kind : List.of("config", "work", "logs")) {
            words.add("--" + kind + "-dir");
            words.add(directory.resolve("certbot/" + kind).toString());
        }
        words.addAll(List.of(more));
        return run(server, words);
    }

    private Outcome run(ServerUnderTest server, List<String> words) throws Exception {
        Path roots =
                Files.writeString(directory.resolve("root.pem"), Pem.of(List.of(server.root())));
        Path output = directory.resolve("output.txt");
        var builder = new ProcessBuilder(words).redirectErrorStream(true);
        builder.environment().put("REQUESTS_CA_BUNDLE", roots.toString());
        builder.environment().put("LEGO_CA_CERTIFICATES", roots.toString());
        Process process = builder.redirectOutput(output.toFile()).start();
        try {
            boolean ended = process.waitFor(Duration.ofMinutes(2).toSeconds(), TimeUnit.SECONDS);
            String text = Files.readString(output);
            assertThat(ended).as("%s within two minutes: %s", words.getFirst(), text).isTrue();
            return new Outcome(process.exitValue(), text);
        } finally {
            process.destroyForcibly();
        }
    }

    private Path live(String name) {
        return directory.resolve("certbot/config/live/" + name + "/fullchain.pem");
    }

    private static X509Certificate verified(ServerUnderTest server, Path chain) throws Exception {
        List<X509Certificate> certificates = Pem.certificates(Files.readString(chain));
        var parameters = new PKIXParameters(Set.of(new TrustAnchor(server.root(), null)));
        parameters.setRevocationEnabled(false);
        CertPathValidator.getInstance("PKIX")
                .validate(
                        CertificateFactory.getInstance("X.509").generateCertPath(certificates),
                        parameters);
        return certificates.getFirst();
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }
}
