package dev.quaygate.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.acme.etcd.EtcdServer;
import dev.quaygate.it.harness.FleetStage;
import dev.quaygate.it.harness.OpensslClient;
import dev.quaygate.it.harness.Quaygate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** T9, TLS-8: session tickets with keys that change, outlive the process, and belong to a fleet. */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class TicketsXIT {
    private static final List<String> VERSIONS = List.of("-tls1_2", "-tls1_3");
    private static final String SITE =
            """
            certificates: {issuers: [internal]}
            routes:
              - {host: a.internal, respond: {status: 200, body: here}}
            """;

    @TempDir private Path folder;

    private static String tickets(String value) {
        return "tls: {tickets: " + value + "}\n";
    }

    /** A whole handshake with a request after it; keeps the session. */
    private void begin(Quaygate node) {
        for (String version : VERSIONS) {
            assertThat(fetch(node, version, "-sess_out", session(version)))
                    .contains("New, TLS", "\nhere");
            assertThat(Path.of(session(version))).isNotEmptyFile();
        }
    }

    /** Whether the sessions that were kept went on; a request is answered in either case. */
    private void assertGoesOn(Quaygate node, boolean resumed) {
        for (String version : VERSIONS) {
            assertThat(fetch(node, version, "-sess_in", session(version)))
                    .contains(resumed ? "Reused, TLS" : "New, TLS", "\nhere");
        }
    }

    private static String fetch(Quaygate node, String version, String... more) {
        String[] arguments = new String[more.length + 1];
        arguments[0] = version;
        System.arraycopy(more, 0, arguments, 1, more.length);
        return OpensslClient.fetch(node.https(), "a.internal", arguments);
    }

    private String session(String version) {
        return folder.resolve("session" + version).toString();
    }

    private static long rotations(Quaygate node) {
        return node.output().lines().filter(line -> line.contains("tickets.rotated")).count();
    }

    private static void awaitRotation(Quaygate node, long before) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> rotations(node) > before);
    }

    @Test
    void aSessionOfOneNodeGoesOnAtAnotherOverOneRotationAndNotOverTwo() throws Exception {
        try (EtcdServer etcd = EtcdServer.start()) {
            String yaml = FleetStage.storage(etcd) + tickets("{rotate: 10s, keep: 1}") + SITE;
            try (var one = Quaygate.start(yaml);
                    var two = Quaygate.start(yaml)) {
                long ones = rotations(one);
                long twos = rotations(two);
                awaitRotation(one, ones);
                long changed = System.nanoTime();
                awaitRotation(two, twos);
                System.out.printf(
                        "the second node follows after %d ms%n",
                        (System.nanoTime() - changed) / 1_000_000);
                long present = rotations(two);
                begin(one);
                assertGoesOn(two, true);

                awaitRotation(two, present);
                assertGoesOn(two, true);

                awaitRotation(two, present + 1);
                assertGoesOn(two, false);
                assertThat(one.output()).doesNotContain("tickets.alone");
            }
        }
    }

    @Test
    void withoutEtcdEveryHandshakeSucceedsAndSessionsGoOnWhereTheyBegan() throws Exception {
        try (EtcdServer etcd = EtcdServer.start()) {
            String yaml = FleetStage.storage(etcd) + tickets("{rotate: 6s, keep: 1}") + SITE;
            try (var one = Quaygate.start(yaml);
                    var two = Quaygate.start(yaml)) {
                begin(one);
                assertGoesOn(two, true);
                etcd.kill();
                for (Quaygate node : List.of(one, two)) {
                    Awaitility.await()
                            .atMost(Duration.ofSeconds(60))
                            .until(() -> node.output().contains("tickets.alone"));
                }

                begin(one);
                assertGoesOn(one, true);
                assertGoesOn(two, false);

                long before = rotations(two);
                etcd.restart();
                awaitRotation(two, before);
                Awaitility.await()
                        .atMost(Duration.ofSeconds(60))
                        .ignoreExceptionsInstanceOf(AssertionError.class)
                        .untilAsserted(() -> {
                            begin(one);
                            assertGoesOn(two, true);
                        });
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void sessionsOutliveARestart(boolean killed) throws Exception {
        try (var first = Quaygate.start(SITE)) {
            begin(first);
            String ring = Files.readString(first.dir().resolve("state/tickets/ring.json"));
            if (killed) {
                first.kill();
            } else {
                first.terminate();
                assertThat(first.awaitExit(Duration.ofSeconds(20))).isZero();
            }
            try (var second = first.again(SITE)) {
                assertGoesOn(second, true);
                assertNobodyTells(second, ring);
            }
        }
    }

    /** ADM-7, SEC-2: no part of the key in what people read. */
    private static void assertNobodyTells(Quaygate node, String ring) throws IOException {
        String secret = ring.replaceAll("(?s).*?\"secret\":\"([^\"]{20})[^\"]*\".*", "$1");
        assertThat(secret).hasSize(20);
        assertThat(node.output()).doesNotContain(secret);
        for (String path : List.of("/v1/config", "/v1/status", "/metrics", "/v1/certificates")) {
            assertThat(node.admin().get(path).text()).as(path).doesNotContain(secret);
        }
    }

    @Test
    void ticketsThatAreOffAreNotGiven() {
        try (var with = Quaygate.start(SITE);
                var without = Quaygate.start(tickets("off") + SITE)) {
            for (String version : VERSIONS) {
                assertThat(fetch(with, version, "-msg")).contains("NewSessionTicket", "\nhere");
                assertThat(fetch(without, version, "-msg"))
                        .contains("ServerHello", "\nhere")
                        .doesNotContain("NewSessionTicket");
            }
            assertThat(without.dir().resolve("state/tickets/ring.json")).doesNotExist();
        }
    }
}
