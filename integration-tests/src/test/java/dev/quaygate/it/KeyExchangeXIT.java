package dev.quaygate.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quaygate.it.harness.Behaviours;
import dev.quaygate.it.harness.Quaygate;
import dev.quaygate.it.harness.RecordingUpstream;
import dev.quaygate.it.wire.BoringClient;
import dev.quaygate.it.wire.BoringClient.Reply;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** T2 T3: the key exchange groups are the configured ones, a post-quantum one among them. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class KeyExchangeXIT {
    private static final String SITE = "group.internal";

    private static RecordingUpstream upstream;
    private static Quaygate quaygate;

    @BeforeAll
    static void start() {
        upstream = RecordingUpstream.answering(Behaviours.named("app"));
        quaygate = Quaygate.start(yaml(""));
    }

    private static String yaml(String more) {
        return more
                + "routes: [{name: app, host: group.internal, tls: internal, to: %d}]\n"
                        .formatted(upstream.port());
    }

    @AfterAll
    static void stop() {
        upstream.close();
        quaygate.close();
    }

    @ParameterizedTest
    @CsvSource({"X25519MLKEM768, X25519MLKEM768", "x25519, X25519", "secp256r1, P-256"})
    void servesAClientThatOffersOneGroupAloneAndLogsIt(String offered, String name)
            throws IOException {
        Reply reply = BoringClient.get(quaygate.https(), SITE, "/" + offered, offered);

        assertThat(reply.group()).isEqualTo(name);
        assertThat(reply.answer()).startsWith("HTTP/1.1 200 ");
        assertThat(logged(quaygate, "/" + offered)).isEqualTo(name);
    }

    @Test
    void prefersThePostQuantumGroup() throws IOException {
        BoringClient.get(quaygate.https(), SITE, "/all", "x25519", "X25519MLKEM768");

        assertThat(logged(quaygate, "/all")).isEqualTo("X25519MLKEM768");
    }

    @ParameterizedTest
    @CsvSource({"secp384r1", "secp521r1"})
    void refusesAClientWithoutACommonGroup(String offered) {
        int before = upstream.requestCount();

        assertThatThrownBy(() -> BoringClient.get(quaygate.https(), SITE, "/none", offered))
                .hasStackTraceContaining("HANDSHAKE_FAILURE");

        assertThat(upstream.requestCount()).isEqualTo(before);
    }

    @Test
    void countsARefusedGroup() throws IOException {
        double before = refused();

        assertThatThrownBy(() -> BoringClient.get(quaygate.https(), SITE, "/none", "secp384r1"))
                .isInstanceOf(IOException.class);

        Awaitility.await().until(() -> refused() > before);
    }

    @Test
    void speaksNoOtherGroupThanTheConfiguredOnes() throws IOException {
        try (var strict = Quaygate.start(yaml("tls: {groups: [secp384r1]}\n"))) {
            // The internal authority may still be at work when the listeners are open.
            Awaitility.await()
                    .ignoreExceptions()
                    .until(() ->
                            BoringClient.get(strict.https(), SITE, "/own", "secp384r1")
                                    .group()
                                    .equals("P-384"));
            assertThat(logged(strict, "/own")).isEqualTo("P-384");
            assertThatThrownBy(() -> BoringClient.get(strict.https(), SITE, "/x", "x25519"))
                    .isInstanceOf(IOException.class);
        }
    }

    private static String logged(Quaygate where, String path) {
        return where.awaitLine(line -> line.path().equals(path)).text("group");
    }

    private static double refused() throws IOException {
        return quaygate.admin()
                .get("/metrics")
                .text()
                .lines()
                .filter(line -> line.contains("tls_failed") && !line.startsWith("#"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }
}
