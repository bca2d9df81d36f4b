package dev.quaygate.acme.stepca;

import dev.quaygate.acme.client.KeyType;
import dev.quaygate.acme.client.Pem;
import dev.quaygate.acme.issue.InMemoryFiles;
import dev.quaygate.acme.issue.InternalAuthority;
import dev.quaygate.acme.issue.InternalNames;
import dev.quaygate.acme.pebble.PebbleServer;
import dev.quaygate.acme.pebble.TestTool;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * step-ca with an ACME provisioner, on free ports of the loopback, in a temporary directory. It
 * signs with an intermediate of ours. {@link #close} stops it and removes the directory.
 */
public final class StepCaServer implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    private final Path directory = Files.createTempDirectory("quaygate-stepca");
    private final int port;
    private final int plainPort;
    private final X509Certificate root;
    private final Process process;

    private StepCaServer(String domain, Duration life, Ports ports, String dns) throws IOException {
        String program = TestTool.find("step-ca").toString();
        List<Integer> free = PebbleServer.freePorts(2);
        port = free.get(0);
        plainPort = free.get(1);
        root = authority(domain);
        Path config = Files.writeString(directory.resolve("ca.json"), config(life));
        process =
                new ProcessBuilder(
                                program,
                                config.toString(),
                                "--insecure",
                                "--acme-http-port=" + ports.http(),
                                "--acme-tls-port=" + ports.tls(),
                                "--resolver=" + dns)
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve("out.log").toFile())
                        .start();
    }

    /** Where names are proved. */
    public record Ports(int http, int tls) {}

    /**
     * Starts and waits until it answers.
     *
     * @param domain ends all names that it may sign
     * @param life of its certificates
     * @param dns name server, {@code host:port}
     */
    public static StepCaServer start(String domain, Duration life, Ports ports, String dns)
            throws IOException {
        var server = new StepCaServer(domain, life, ports, dns);
        try {
            server.awaitPort();
            return server;
        } catch (IOException | RuntimeException | Error e) {
            server.close();
            throw e;
        }
    }

    /** Address of the ACME directory. */
    public URI directory() {
        return URI.create("https://localhost:" + port + "/acme/acme/directory");
    }

    /** The root of its own TLS certificate and of those that it signs. */
    public X509Certificate root() {
        return root;
    }

    /** Whether its list of revoked certificates names this one. */
    public boolean isRevoked(X509Certificate certificate)
            throws IOException, GeneralSecurityException {
        URI list = URI.create("http://127.0.0.1:" + plainPort + "/1.0/crl");
        try (InputStream bytes = list.toURL().openStream()) {
            var crl = (X509CRL) CertificateFactory.getInstance("X.509").generateCRL(bytes);
            return crl.isRevoked(certificate);
        }
    }

    /** What it has said so far. */
    public String log() throws IOException {
        return Files.readString(directory.resolve("out.log"));
    }

    private X509Certificate authority(String domain) throws IOException {
        var files = new InMemoryFiles();
        var own =
                new InternalAuthority(
                        files,
                        InternalNames.of(List.of(domain, "localhost")),
                        InstantSource.system(),
                        new SecureRandom());
        // The intermediate is made with the first certificate.
        own.issue(
                List.of("localhost"),
                KeyType.P256,
                Duration.ofDays(1),
                InternalAuthority.Purpose.SERVER);
        for (String name : List.of("intermediate.pem", "intermediate-key.pem")) {
            Files.write(directory.resolve(name), files.get(name).orElseThrow());
        }
        Files.writeString(directory.resolve("root.pem"), Pem.of(List.of(own.root())));
        return own.root();
    }

    private String config(Duration life) {
        return """
        {
          "root": "HOME/root.pem",
          "crt": "HOME/intermediate.pem",
          "key": "HOME/intermediate-key.pem",
          "address": "127.0.0.1:%d",
          "insecureAddress": "127.0.0.1:%d",
          "dnsNames": ["localhost"],
          "db": {"type": "bbolt", "dataSource": "HOME/db"},
          "crl": {"enabled": true, "generateOnRevoke": true},
          "authority": {
            "backdate": "0s",
            "provisioners": [{
              "type": "ACME",
              "name": "acme",
              "challenges": ["http-01", "tls-alpn-01"],
              "claims": {
                "minTLSCertDuration": "10s",
                "maxTLSCertDuration": "24h",
                "defaultTLSCertDuration": "%ds"
              }
            }]
          }
        }
        """
                .formatted(port, plainPort, life.toSeconds())
                .replace("HOME", directory.toString());
    }

    private void awaitPort() throws IOException {
        long end = System.nanoTime() + START_LIMIT.toNanos();
        while (true) {
            try (var _ = new Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
                return;
            } catch (IOException e) {
                if (System.nanoTime() > end || endedWithin(50)) {
                    throw new IOException("step-ca did not start: " + log(), e);
                }
            }
        }
    }

    private boolean endedWithin(int millis) throws IOException {
        try {
            return process.waitFor(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        process.onExit().join();
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
