package dev.quaygate.acme.fleet;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.quaygate.acme.CertificateListener;
import dev.quaygate.acme.CertificateManager;
import dev.quaygate.acme.CertificatePolicy;
import dev.quaygate.acme.ChallengePresenter;
import dev.quaygate.acme.LifeAlert;
import dev.quaygate.acme.LifecycleSettings;
import dev.quaygate.acme.ManagedCertificate;
import dev.quaygate.acme.SharedChallenges;
import dev.quaygate.acme.TimelineEntry;
import dev.quaygate.acme.challenge.Http01;
import dev.quaygate.acme.client.Acme4jClient;
import dev.quaygate.acme.client.AcmeEndpoint;
import dev.quaygate.acme.client.CertifiedKey;
import dev.quaygate.acme.client.Pem;
import dev.quaygate.acme.issue.ChallengeType;
import dev.quaygate.acme.issue.Issuer;
import dev.quaygate.acme.store.EtcdSettings;
import dev.quaygate.acme.store.EtcdStore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One machine of a fleet as a process of its own: the manager on a shared store, and an HTTP server
 * that answers challenges. Says on standard output what happens, one event a line.
 */
public final class FleetNode implements CertificateListener, ChallengePresenter {
    private final Map<String, String> tokens = new ConcurrentHashMap<>();
    private @Nullable SharedChallenges fleet; // set before the first request

    private FleetNode() {}

    /** Name of the n-th certificate. */
    static String name(int n) {
        return "host-" + n + ".example.com";
    }

    /**
     * @param arguments endpoints of etcd, ACME directory, file of its root, local directory, HTTP
     *     port, count of names, seconds of a lease
     */
    public static void main(String... arguments) throws Exception {
        List<URI> endpoints = Arrays.stream(arguments[0].split(",")).map(URI::create).toList();
        var settings =
                new EtcdSettings(
                        endpoints,
                        "/fleet",
                        null,
                        null,
                        Duration.ofSeconds(Long.parseLong(arguments[6])));
        EtcdStore store = EtcdStore.open(settings, Path.of(arguments[3]), "node", 3);
        var node = new FleetNode();
        var challenges = new SharedChallenges(store, node);
        node.fleet = challenges;
        node.serve(Integer.parseInt(arguments[4]));
        List<X509Certificate> roots = Pem.certificates(Files.readString(Path.of(arguments[2])));
        InstantSource clock = InstantSource.system();
        var manager =
                new CertificateManager(
                        new CertificateManager.Environment(
                                store,
                                issuer ->
                                        new Acme4jClient(
                                                AcmeEndpoint.of(issuer.directory(), "quaygate-test")
                                                        .withRoots(roots),
                                                clock),
                                (_, _, _) -> {
                                    throw new IOException("no internal names here");
                                },
                                challenges,
                                node,
                                clock,
                                new SecureRandom()));
        var issuer = Issuer.Acme.of("pebble", URI.create(arguments[1]));
        manager.configure(
                LifecycleSettings.defaults(),
                IntStream.range(0, Integer.parseInt(arguments[5]))
                        .mapToObj(n -> policy(issuer, name(n)))
                        .toList());
        say("ready");
        new CountDownLatch(1).await();
    }

    private static CertificatePolicy policy(Issuer issuer, String name) {
        var base = CertificatePolicy.of(List.of(name), List.of(issuer));
        return new CertificatePolicy(
                base.names(),
                base.issuers(),
                base.profile(),
                base.keyType(),
                base.reuseKey(),
                List.of(ChallengeType.HTTP_01),
                base.renew(),
                base.preferredChain());
    }

    private void serve(int port) throws IOException {
        var address = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
        HttpServer server = HttpServer.create(address, 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext(Http01.PATH_PREFIX, this::answer);
        server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String token = exchange.getRequestURI().getPath().substring(Http01.PATH_PREFIX.length());
        String known = tokens.get(token);
        SharedChallenges shared = fleet;
        String found =
                known == null && shared != null ? shared.lookUpHttp01(token).orElse(null) : known;
        say((known != null ? "answered " : found != null ? "looked-up " : "unknown ") + token);
        byte[] body = (found == null ? "" : found).getBytes(UTF_8);
        exchange.sendResponseHeaders(
                found == null ? 404 : 200, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static synchronized void say(String line) {
        System.out.println(line);
        System.out.flush();
    }

    @Override
    public void published(ManagedCertificate certificate) {
        say(
                "published %s %s %d"
                        .formatted(
                                certificate.names().getFirst(),
                                certificate.key().leaf().getSerialNumber().toString(16),
                                certificate.generation()));
    }

    @Override
    public void withdrawn(ManagedCertificate certificate) {
        say("withdrawn " + certificate.names().getFirst());
    }

    @Override
    public void alerted(LifeAlert alert) {
        say("alerted");
    }

    @Override
    public void recorded(String set, TimelineEntry entry) {
        say("entry " + set + " " + entry.kind().word() + " " + entry.text());
    }

    @Override
    public void presentHttp01(String token, String keyAuthorization) {
        tokens.put(token, keyAuthorization);
    }

    @Override
    public void withdrawHttp01(String token) {
        tokens.remove(token);
    }

    @Override
    public void presentTlsAlpn01(String name, CertifiedKey certificate) {
        throw new UnsupportedOperationException("this fleet has http-01 only");
    }

    @Override
    public void withdrawTlsAlpn01(String name) {
        // none was presented
    }
}
