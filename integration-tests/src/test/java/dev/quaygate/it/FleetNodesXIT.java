package dev.quaygate.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.it.harness.AcmeStage;
import dev.quaygate.it.harness.AskServer;
import dev.quaygate.it.harness.FleetStage;
import dev.quaygate.it.harness.Quaygate;
import dev.quaygate.it.wire.H1Client;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * S1, S2: whole nodes on one etcd. The authority's every look goes to a node drawn by lot; names
 * that clients bring are one node's matter and everybody's certificate.
 */
@Timeout(value = 240, unit = TimeUnit.SECONDS)
class FleetNodesXIT {
    private static final int NAMES = 6;

    private static String name(int number) {
        return "h" + number + ".test";
    }

    @ParameterizedTest
    @ValueSource(strings = {"http-01", "tls-alpn-01"})
    void anyNodeAnswersAnyChallengeAndEachNameIsOrderedOnce(String challenge) throws Exception {
        try (var stage = FleetStage.open()) {
            String base = stage.yaml("challenges: [" + challenge + "]") + "routes:\n";
            String idle = base + "  - {host: idle.test, tls: off, respond: {status: 204}}\n";
            var nodes = List.of(stage.start(idle), stage.start(idle), stage.start(idle));
            String names =
                    IntStream.range(0, NAMES)
                            .mapToObj(n ->
                                    "  - {host: %s, respond: {status: 200}}\n".formatted(name(n)))
                            .collect(Collectors.joining());

            // Each node can answer when the first of them orders.
            for (Quaygate node : nodes) {
                var _ = node.apply(base + names);
            }

            for (int n = 0; n < NAMES; n++) {
                var shown = new HashSet<BigInteger>();
                for (Quaygate node : nodes) {
                    awaitServed(node, name(n));
                    shown.add(shown(node, name(n)));
                }
                assertThat(shown).as(name(n) + " at three nodes").hasSize(1);
            }
            // A look that finds nothing makes the order fail, and another would be placed.
            assertThat(stage.orders()).isEqualTo(NAMES);
            var drawn = challenge.equals("http-01") ? stage.http().drawn() : stage.https().drawn();
            System.out.println(challenge + ": looks at each node " + drawn);
            assertThat(drawn.values()).hasSize(3).allMatch(count -> count > 0);
        }
    }

    @Test
    void aNameThatTwoNodesAreAskedForAtOnceIsOrderedOnceAndServedByBoth() throws Exception {
        try (var stage = FleetStage.open();
                var ask = new AskServer().answering("shop.customer.test", 200);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var nodes =
                    List.of(stage.start(onDemand(stage, ask)), stage.start(onDemand(stage, ask)));

            var asked = new ArrayList<CompletableFuture<BigInteger>>();
            for (Quaygate node : nodes) {
                asked.add(
                        CompletableFuture.supplyAsync(
                                () -> shown(node, "shop.customer.test"), threads));
            }

            var serials = new HashSet<BigInteger>();
            for (var answer : asked) {
                serials.add(answer.get(100, TimeUnit.SECONDS));
            }
            assertThat(serials).hasSize(1);
            assertThat(stage.orders()).isEqualTo(1);
        }
    }

    @Test
    void aNameThatCameToOneNodeIsServedByTheOthersWithoutAnotherQuestion() throws Exception {
        try (var stage = FleetStage.open();
                var ask = new AskServer().answering("shop.customer.test", 200)) {
            Quaygate one = stage.start(onDemand(stage, ask));
            Quaygate two = stage.start(onDemand(stage, ask));
            BigInteger serial = shown(one, "shop.customer.test");

            awaitServed(two, "shop.customer.test");

            assertThat(shown(two, "shop.customer.test")).isEqualTo(serial);
            assertThat(ask.questions()).hasSize(1);
            assertThat(stage.orders()).isEqualTo(1);
            assertThat(AcmeStage.status(two, "shop.customer.test").at("/onDemand").asBoolean())
                    .isTrue();
            Quaygate late = stage.start(onDemand(stage, ask));
            assertThat(shown(late, "shop.customer.test")).isEqualTo(serial);
            assertThat(ask.questions()).hasSize(1);
        }
    }

    private static String onDemand(FleetStage stage, AskServer ask) {
        return stage.yaml("onDemand: {ask: '%s', timeout: 30s, wait: 90s}".formatted(ask.url()))
                + "routes:\n  - {host: '*', onDemand: true, respond: {status: 200}}\n";
    }

    private static void awaitServed(Quaygate node, String name) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> {
                    String status = node.admin().get("/v1/certificates/" + name).text();
                    return status.contains("\"serial\"");
                });
    }

    /** Serial number of what a client is shown, who waits for it if need be. */
    private static BigInteger shown(Quaygate node, String name) {
        try {
            Socket socket = H1Client.socketFrom("127.0.0.1", node.https());
            socket.setSoTimeout(100_000);
            try (var client = H1Client.over(socket, name, "http/1.1")) {
                return AcmeStage.chain(client).getFirst().getSerialNumber();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(name + " at " + node.https(), e);
        }
    }
}
