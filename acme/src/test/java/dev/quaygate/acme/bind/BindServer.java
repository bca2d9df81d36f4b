package dev.quaygate.acme.bind;

import dev.quaygate.acme.dns.AuthoritativeDns;
import dev.quaygate.acme.dns.DnsAnswer;
import dev.quaygate.acme.dns.DnsQuestion;
import dev.quaygate.acme.dns.RecordType;
import dev.quaygate.acme.dns.WireTransport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * BIND with zones that a TSIG key may change, on one loopback address, in a temporary directory. It
 * knows nothing but its zones. {@link #close} stops the process and removes the directory.
 */
public final class BindServer implements AutoCloseable {
    /** Name of the key that may write TXT records. */
    public static final String KEY = "quaygate-test";

    /** Its secret. */
    public static final String SECRET = "dGhpcyBpcyBhIHNlY3JldCBmb3IgdGVzdHMgb25seSE=";

    private static final WireTransport TRANSPORT = new WireTransport(Duration.ofSeconds(1));

    private final Path directory;
    private final Process process;
    private final InetSocketAddress address;

    private BindServer(InetSocketAddress address, Map<String, String> zones, String extra)
            throws IOException {
        this.address = address;
        directory = Files.createTempDirectory("quaygate-bind");
        var statements = new StringBuilder();
        for (Map.Entry<String, String> zone : zones.entrySet()) {
            String name = zone.getKey();
            Files.writeString(directory.resolve(name + ".zone"), zoneFile(name, zone.getValue()));
            statements.append(
                    """
                    zone "%s" {
                      type primary; file "%s.zone"; check-names ignore;
                      update-policy { grant %s zonesub TXT; };
                    };
                    """
                            .formatted(name, name, KEY));
        }
        Path config = Files.writeString(directory.resolve("named.conf"), config(statements, extra));
        process =
                new ProcessBuilder(program(), "-f", "-4", "-n", "1", "-c", config.toString())
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve("out.log").toFile())
                        .start();
    }

    /**
     * Starts on an address of the loopback and waits until it answers.
     *
     * @param zones name to records in the form of a zone file; SOA, NS and the address of the name
     *     server are added to those that have no SOA
     */
    public static BindServer start(InetSocketAddress address, Map<String, String> zones)
            throws IOException {
        return start(address, zones, "");
    }

    /** As the other, with more statements for the configuration file. */
    public static BindServer start(
            InetSocketAddress address, Map<String, String> zones, String extra) throws IOException {
        var all = new LinkedHashMap<>(zones);
        all.put("ready.test", "");
        var server = new BindServer(address, all, extra);
        try {
            server.awaitAnswer();
            return server;
        } catch (IOException | RuntimeException | Error e) {
            server.close();
            throw e;
        }
    }

    /** An address of the loopback with a port that is free at the moment. */
    public static InetSocketAddress at(String host, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(host), port);
    }

    public InetSocketAddress address() {
        return address;
    }

    /** {@code host:port}. */
    public String authority() {
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }

    /** A view of DNS in which this server knows everything and all servers have its port. */
    public AuthoritativeDns view() {
        return new AuthoritativeDns(TRANSPORT, () -> List.of(address), address.getPort());
    }

    /** TXT values at a name. */
    public List<String> texts(String name) throws InterruptedException {
        return ask(name, RecordType.TXT).texts();
    }

    /** Lines of the log that tell of updates. */
    public List<String> updates() throws IOException {
        return log().lines()
                .filter(line -> line.contains("adding an RR") || line.contains("deleting an RR"))
                .toList();
    }

    /** The whole log, for messages of failing tests. */
    public String log() throws IOException {
        Path file = directory.resolve("named.log");
        return Files.readString(directory.resolve("out.log"))
                + (Files.exists(file) ? Files.readString(file) : "");
    }

    private DnsAnswer ask(String name, RecordType type) throws InterruptedException {
        return TRANSPORT.ask(address, DnsQuestion.own(name, type));
    }

    private void awaitAnswer() throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        try {
            while (ask("ready.test", RecordType.SOA).status() != DnsAnswer.Status.OK) {
                if (System.nanoTime() > end || process.waitFor(50, TimeUnit.MILLISECONDS)) {
                    throw new IOException("named did not start: " + log());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private String config(CharSequence zones, String extra) {
        return """
        options {
          directory "%1$s"; listen-on port %2$d { %3$s; }; listen-on-v6 { none; };
          pid-file none; session-keyfile "%1$s/session.key"; managed-keys-directory "%1$s";
          recursion yes; allow-query { any; }; notify no; dnssec-validation no;
          empty-zones-enable no; forward only; forwarders { 127.0.0.1 port 1; };
        };
        controls { };
        logging {
          channel file { file "%1$s/named.log"; print-category yes; severity info; };
          category default { file; }; category update { file; };
        };
        key "%4$s" { algorithm hmac-sha256; secret "%5$s"; };
        %6$s
        %7$s
        """
                .formatted(
                        directory,
                        address.getPort(),
                        address.getAddress().getHostAddress(),
                        KEY,
                        SECRET,
                        zones,
                        extra);
    }

    private static String zoneFile(String zone, String records) {
        String head =
                records.contains("SOA")
                        ? ""
                        : """
                        @ SOA ns1 hostmaster 1 60 60 60 1
                        @ NS ns1
                        ns1 A 127.0.0.1
                        """;
        return "$TTL 60\n$ORIGIN " + zone + ".\n" + head + records + "\n";
    }

    private static String program() {
        return Stream.of("/usr/sbin/named", "/usr/bin/named", "/usr/local/sbin/named")
                .filter(path -> Files.isExecutable(Path.of(path)))
                .findFirst()
                .orElseThrow(
                        () -> new AssertionError("named is not installed: build/packages named"));
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        process.onExit().join();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }
}
