package dev.quaygate.it.harness;

import dev.quaygate.acme.client.Pem;
import dev.quaygate.acme.pebble.PebbleOptions;
import dev.quaygate.acme.pebble.PebbleServer;
import dev.quaygate.it.wire.H1Client;
import dev.quaygate.it.wire.H1Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A real authority that proves names at the very ports where the program will listen, and a folder
 * and an upstream for the program. Every name leads to 127.0.0.1.
 */
public final class AcmeStage implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path dir = Quaygate.temporaryFolder();
    private final List<Integer> ports = FreePorts.some(2);
    private final RecordingUpstream app = RecordingUpstream.answering(Behaviours.named("app"));
    private final PebbleServer pebble;
    private final Path roots;
    private boolean gone;

    private AcmeStage(PebbleOptions options) throws IOException {
        pebble =
                PebbleServer.start(
                        options.httpPort(options.httpPort() == 0 ? http() : options.httpPort())
                                .tlsPort(https()));
        // The authority takes its own copy away when it ends.
        roots = Files.writeString(dir.resolve("ca.pem"), Pem.of(List.of(pebble.tlsRoot())));
    }

    public static AcmeStage open(PebbleOptions options) throws IOException {
        return new AcmeStage(options);
    }

    public PebbleServer pebble() {
        return pebble;
    }

    public Path dir() {
        return dir;
    }

    public int http() {
        return ports.get(0);
    }

    public int https() {
        return ports.get(1);
    }

    /** Clear and TLS listeners, hosts that the authority certifies. */
    public String yaml(String certificates, String... hosts) {
        return yaml(certificates, "", hosts);
    }

    /**
     * A configuration of these hosts, one route each.
     *
     * @param certificates further keys of {@code certificates}, in flow style, may be empty
     * @param issuer further keys of the issuer, in flow style, may be empty
     */
    public String yaml(String certificates, String issuer, String[] hosts) {
        String routes =
                Arrays.stream(hosts)
                        .map(host -> "  - {host: %s, to: %d}\n".formatted(host, app.port()))
                        .collect(Collectors.joining());
        return """
        certificates: {issuers: [{name: pebble, url: '%s', caRoot: '%s'%s}]%s}
        routes:
        %s\
        """
                .formatted(
                        pebble.directory(),
                        roots,
                        issuer.isEmpty() ? "" : ", " + issuer,
                        certificates.isEmpty() ? "" : ", " + certificates,
                        routes);
    }

    /** Starts the program in the folder of this stage and waits until it is ready. */
    public Quaygate start(String yaml) {
        return Quaygate.startOn(dir, http(), https(), yaml);
    }

    /** Orders that the authority took so far, from its log. */
    public int orders() throws IOException {
        return count("Added order");
    }

    /** How often the authority wrote something so far. */
    public int count(String text) throws IOException {
        return (int) pebble.log().lines().filter(line -> line.contains(text)).count();
    }

    /** The chain that a client of this name is shown now. */
    public List<X509Certificate> shown(String name) throws IOException {
        try (var client = H1Client.tls(https(), name)) {
            return chain(client);
        }
    }

    /** The chain of a client's connection. */
    public static List<X509Certificate> chain(H1Client client) throws IOException {
        return Arrays.stream(client.tls().getSession().getPeerCertificates())
                .map(X509Certificate.class::cast)
                .toList();
    }

    /** Whether a client that knows the authority's root would be content with this chain. */
    public boolean isTrusted(List<X509Certificate> chain, String name) throws IOException {
        try {
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setCertificateEntry("root", pebble.issuingRoot());
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            ((X509TrustManager) trust.getTrustManagers()[0])
                    .checkServerTrusted(chain.toArray(X509Certificate[]::new), "UNKNOWN");
            return chain.getFirst().getSubjectAlternativeNames().stream()
                    .anyMatch(one -> one.contains(name));
        } catch (GeneralSecurityException _) {
            return false;
        }
    }

    /** The status of one certificate as the admin API gives it. */
    public static JsonNode status(Quaygate quaygate, String name) throws IOException {
        H1Response answer = quaygate.admin().get("/v1/certificates/" + name);
        if (answer.status() != 200) {
            throw new AssertionError(name + ": " + answer.status() + " " + answer.text());
        }
        return JsonMapper.shared().readTree(answer.text());
    }

    /** The first status that fits; fails with the last one and the program's output. */
    public JsonNode await(Quaygate quaygate, String name, Predicate<JsonNode> wanted) {
        return Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> status(quaygate, name), wanted);
    }

    /** The status once a certificate of the authority is there and nothing is under way. */
    public JsonNode awaitIssued(Quaygate quaygate, String name) {
        return await(
                quaygate,
                name,
                one -> one.has("serial") && one.at("/state").asString().equals("ok"));
    }

    /** The authority goes away for good. */
    public void endAuthority() throws IOException {
        if (!gone) {
            gone = true;
            pebble.close();
        }
    }

    @Override
    public void close() throws IOException {
        endAuthority();
        app.close();
    }
}
