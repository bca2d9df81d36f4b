package dev.quaygate.acme.fleet;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.quaygate.acme.CertificatePolicy;
import dev.quaygate.acme.CertificateStatus;
import dev.quaygate.acme.ChallengePresenter;
import dev.quaygate.acme.ManagedCertificate;
import dev.quaygate.acme.RealLife;
import dev.quaygate.acme.SharedChallenges;
import dev.quaygate.acme.challenge.Http01;
import dev.quaygate.acme.client.CertifiedKey;
import dev.quaygate.acme.etcd.EtcdServer;
import dev.quaygate.acme.faultca.Authority;
import dev.quaygate.acme.faultca.CaSettings;
import dev.quaygate.acme.faultca.FaultCa;
import dev.quaygate.acme.faultca.NetworkValidation;
import dev.quaygate.acme.issue.ChallengeType;
import dev.quaygate.acme.store.EtcdSettings;
import dev.quaygate.acme.store.EtcdStore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * AF16: an authority looks from five places at once, and a load balancer sends some of them to the
 * node that did not order. {@code -Dquaygate.faults=full} takes 100 names.
 */
final class ViewpointsXIT {
    private static final int NAMES =
            "full".equals(System.getProperty("quaygate.faults")) ? 100 : 20;
    private static final int PLACES = 5;
    private static final int PLACES_AT_FIRST = 3;

    @TempDir private Path directory;

    private EtcdServer etcd;
    private FaultCa ca;
    private Node first;
    private Node second;
    private RealLife life;

    /** What answers challenges on one machine. */
    private static final class Node implements ChallengePresenter, AutoCloseable {
        final AtomicInteger answered = new AtomicInteger();
        final AtomicInteger unknown = new AtomicInteger();
        final EtcdStore store;
        final SharedChallenges challenges;
        private final Map<String, String> tokens = new ConcurrentHashMap<>();
        private final HttpServer server;

        Node(EtcdServer etcd, Path home, String name) throws IOException {
            var settings =
                    new EtcdSettings(
                            etcd.endpoints(), "/viewpoints", null, null, Duration.ofSeconds(15));
            store = EtcdStore.open(settings, home, name, 3);
            challenges = new SharedChallenges(store, this);
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.createContext(Http01.PATH_PREFIX, this::answer);
            server.start();
        }

        private void answer(HttpExchange exchange) throws IOException {
            String path = exchange.getRequestURI().getPath();
            String token = path.substring(Http01.PATH_PREFIX.length());
            String known = tokens.get(token);
            String found = known == null ? challenges.lookUpHttp01(token).orElse("") : known;
            (found.isEmpty() ? unknown : answered).incrementAndGet();
            byte[] body = found.getBytes(StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(found.isEmpty() ? 404 : 200, Math.max(1, body.length));
            exchange.getResponseBody().write(found.isEmpty() ? new byte[1] : body);
            exchange.close();
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
            throw new AssertionError("http-01 only");
        }

        @Override
        public void withdrawTlsAlpn01(String name) {}

        @Override
        public void close() {
            server.stop(0);
            challenges.close();
            store.close();
        }
    }

    @BeforeEach
    void start() throws Exception {
        etcd = EtcdServer.start();
        first = new Node(etcd, directory.resolve("first"), "first");
        second = new Node(etcd, directory.resolve("second"), "second");
        var validation =
                new NetworkValidation((_, _, place) -> {
                    Node node = place < PLACES_AT_FIRST ? first : second;
                    return node.server.getAddress();
                });
        var core =
                new Authority(
                        CaSettings.defaults().withPerspectives(PLACES),
                        InstantSource.system(),
                        validation);
        ca = new FaultCa(core);
        life = new RealLife(first.store, FaultCa.roots().getFirst(), first.challenges);
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable each : new AutoCloseable[] {life, first, second, ca, etcd}) {
            if (each != null) {
                each.close();
            }
        }
    }

    private CertificatePolicy policy(String name) {
        return RealLife.policy(ca.directory(), List.of(name), ChallengeType.HTTP_01);
    }

    @Test
    void everyNodeAnswersEveryPlaceAlsoDuringReloads() throws Exception {
        CertificatePolicy[] policies =
                IntStream.range(0, NAMES)
                        .mapToObj(n -> policy("host-" + n + ".example.com"))
                        .toArray(CertificatePolicy[]::new);
        var done = new CountDownLatch(1);
        var reloads = new AtomicInteger();
        life.configure(policies);
        Thread reloading =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                while (!done.await(50, TimeUnit.MILLISECONDS)) {
                                    life.configure(policies);
                                    reloads.incrementAndGet();
                                }
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        });

        Set<String> issued = new HashSet<>();
        while (issued.size() < NAMES) {
            ManagedCertificate certificate = life.next();
            issued.addAll(certificate.names());
        }
        done.countDown();
        reloading.join();

        System.out.printf(
                "AF16: %d of %d names, %d orders, first node answered %d, second %d, unknown %d and"
                        + " %d, %d reloads%n",
                issued.size(),
                NAMES,
                ca.core().ledger().orders().size(),
                first.answered.get(),
                second.answered.get(),
                first.unknown.get(),
                second.unknown.get(),
                reloads.get());
        assertThat(ca.core().ledger().orders()).hasSize(NAMES);
        assertThat(first.answered.get()).isEqualTo(NAMES * PLACES_AT_FIRST);
        assertThat(second.answered.get()).isEqualTo(NAMES * (PLACES - PLACES_AT_FIRST));
        assertThat(first.unknown.get() + second.unknown.get()).isZero();
        assertThat(reloads.get()).isPositive();
    }

    @Test
    void onePlaceThatIsBlockedStopsNothing() throws Exception {
        ca.core().blockPerspective(4);

        life.configure(policy("www.example.com"));

        assertThat(life.next("www.example.com").generation()).isEqualTo(1);
        assertThat(ca.core().ledger().orders()).hasSize(1);
    }

    @Test
    void twoPlacesThatAreBlockedAreToldAndTheNameIsIssuedAfterwards() throws Exception {
        ca.core().blockPerspective(3);
        ca.core().blockPerspective(4);
        life.configure(policy("www.example.com"));

        CertificateStatus failed = life.renew("www.example.com");

        var fault = requireNonNull(requireNonNull(failed.lastAttempt()).error());
        assertThat(fault.code()).isEqualTo("QG3012");
        assertThat(fault.detail()).contains("secondary validation");
        ca.core().unblockPerspectives();
        for (int asked = 0; asked < 3 && life.renew("www.example.com").failures() > 0; asked++) {
            // A question may be answered by the attempt that is just ending.
        }
        assertThat(life.next("www.example.com").names()).containsExactly("www.example.com");
    }
}
