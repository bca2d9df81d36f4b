package dev.quaygate.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.it.harness.FreePorts;
import dev.quaygate.it.harness.NameServer;
import dev.quaygate.it.harness.Quaygate;
import dev.quaygate.it.harness.RecordingUpstream;
import dev.quaygate.it.wire.H1Client;
import dev.quaygate.it.wire.H1Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * U18, U8: endpoints by name, with a name server of the test's own: a mount namespace has another
 * {@code /etc/resolv.conf}.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class NamesXIT {
    private static final String NAME = "app.names.example";

    private final AtomicBoolean ill = new AtomicBoolean();
    private NameServer names;
    private RecordingUpstream upstream;
    private Quaygate quaygate;

    @BeforeEach
    void start() throws IOException {
        names = NameServer.start();
        names.set(NAME);
        upstream =
                RecordingUpstream.answering((request, exchange) -> {
                    boolean fails = ill.get() && request.target().equals("/up");
                    exchange.text(fails ? 500 : 200, "by name\n", request);
                });
        Path dir = Quaygate.temporaryFolder();
        Path resolv = dir.resolve("resolv.conf");
        Files.writeString(resolv, names.resolvConf());
        List<Integer> ports = FreePorts.some(2);
        quaygate =
                Quaygate.launchUnder(
                        namespace(resolv), dir, ports.getFirst(), ports.getLast(), yaml());
        quaygate.awaitReady();
    }

    private static List<String> namespace(Path resolv) {
        var by = new ArrayList<>(List.of("unshare", "--mount"));
        if (!System.getProperty("user.name").equals("root")) {
            by.addAll(List.of("--user", "--map-root-user"));
        }
        String mounts = "mount --bind " + resolv + " /etc/resolv.conf && exec \"$@\"";
        by.addAll(List.of("sh", "-c", mounts, "sh"));
        return by;
    }

    private String yaml() {
        return """
        pools:
          named: {to: ['%s:%d'], dns: {min: 1s, max: 2s}, passive: off, health: {path: /up, every: 200ms, timeout: 200ms, fall: 2, rise: 2}}
        routes:
          - {name: named, host: named.internal, tls: off, to: named}
          - {name: other, host: other.internal, tls: off, respond: {status: 200, body: other}}
        """
                .formatted(NAME, upstream.port());
    }

    @AfterEach
    void stop() {
        quaygate.close();
        upstream.close();
        names.close();
    }

    @Test
    void servesAsSoonAsANameAppearsFollowsItAndCostsNobodyElseAnything() throws IOException {
        H1Response unknown = get("named.internal");
        assertThat(unknown.status()).isEqualTo(502);
        assertThat(unknown.cause()).isEqualTo("upstream_dns");
        assertThat(get("other.internal").text()).isEqualTo("other");

        names.set(NAME, "127.0.0.1");
        awaitStatus(200);
        assertThat(get("named.internal").text()).isEqualTo("by name\n");

        // Nobody listens there: what was asked again must lead there all the same.
        names.set(NAME, "127.0.0.9");
        Awaitility.await()
                .atMost(Duration.ofSeconds(6))
                .until(() -> get("named.internal").status() != 200);
        names.set(NAME, "127.0.0.9", "127.0.0.1");
        awaitStatus(200);
    }

    @Test
    void checksEndpointsThatCameByName() throws IOException {
        names.set(NAME, "127.0.0.1");
        awaitStatus(200);

        ill.set(true);
        awaitStatus(503);
        assertThat(get("named.internal").cause()).isEqualTo("no_endpoint");

        ill.set(false);
        awaitStatus(200);
    }

    private void awaitStatus(int status) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(6))
                .until(() -> get("named.internal").status() == status);
    }

    private H1Response get(String host) throws IOException {
        return H1Client.fetch(quaygate.http(), host, "/");
    }
}
