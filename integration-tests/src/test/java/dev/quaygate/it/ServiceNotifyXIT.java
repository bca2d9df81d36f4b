package dev.quaygate.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.it.harness.NotifySocket;
import dev.quaygate.it.harness.Quaygate;
import dev.quaygate.it.harness.StoppedThread;
import dev.quaygate.it.wire.H1Client;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** W1, H16: what a service manager hears, on a socket of the test's own. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ServiceNotifyXIT {
    private static final String ROUTES =
            """
            routes:
              - {name: a, host: app.internal, tls: internal, respond: {status: 200, body: %s}}
            """;

    private final Path dir = Quaygate.temporaryFolder();

    @ParameterizedTest
    @ValueSource(strings = {"path", "abstract"})
    void readyIsSaidOnceItServesAndNotBefore(String kind) throws Exception {
        String name = kind.equals("path") ? dir + "/notify" : "@qg-" + dir.getFileName();
        try (var manager = new NotifySocket(name);
                var quaygate = start(name, Map.of(), "one")) {
            String first = manager.await(0, _ -> true);

            // No waiting: what READY=1 promises must hold when it arrives.
            assertThat(first).startsWith("READY=1\nSTATUS=revision 1: 1 route");
            assertThat(answer(quaygate)).isEqualTo("one");
            assertThat(quaygate.admin().get("/readyz").status()).isEqualTo(200);
        }
    }

    @Test
    void aReloadIsAnnouncedWithItsMomentAndEndsWithReadyWhateverBecameOfIt() throws Exception {
        String name = dir + "/notify";
        try (var manager = new NotifySocket(name);
                var quaygate = start(name, Map.of(), "one")) {
            manager.await(0, one -> one.startsWith("READY=1"));
            long before = System.nanoTime() / 1000;

            quaygate.apply(ROUTES.formatted("two"));
            quaygate.edit("routes: [");
            assertThat(quaygate.reload().status()).isEqualTo(422);
            long after = System.nanoTime() / 1000;

            String last = manager.await(4, one -> one.startsWith("READY=1"));
            assertThat(last).contains("revision 2: 1 route");
            List<String> turns = manager.turns();
            assertThat(turns).hasSize(5);
            assertThat(turns.get(2)).startsWith("READY=1\nSTATUS=revision 2");
            for (int reload : new int[] {1, 3}) {
                assertThat(turns.get(reload)).startsWith("RELOADING=1\nMONOTONIC_USEC=");
                long moment = Long.parseLong(turns.get(reload).replaceFirst("(?s).*=", ""));
                assertThat(moment).isBetween(before, after);
            }
        }
    }

    @Test
    void stoppingIsSaidWhenTheDrainBeginsAndMoreTimeIsAskedFor() throws Exception {
        String name = dir + "/notify";
        try (var manager = new NotifySocket(name);
                var quaygate = start(name, Map.of(), "one")) {
            manager.await(0, one -> one.startsWith("READY=1"));
            int mark = manager.mark();

            quaygate.terminate();

            assertThat(quaygate.awaitExit(Duration.ofSeconds(20))).isZero();
            manager.await(mark, one -> one.equals("EXTEND_TIMEOUT_USEC=15000000"));
            assertThat(manager.turns().get(1)).startsWith("STOPPING=1\nSTATUS=draining");
        }
    }

    @Test
    void signsOfLifeComeAtHalfOfWatchdogUsec() throws Exception {
        String name = dir + "/notify";
        try (var manager = new NotifySocket(name);
                var quaygate = start(name, Map.of("WATCHDOG_USEC", "1000000"), "one")) {
            manager.await(0, one -> one.equals("WATCHDOG=1"));
            long started = System.nanoTime();
            for (int i = 0; i < 4; i++) {
                manager.await(manager.mark(), one -> one.equals("WATCHDOG=1"));
            }

            Duration took = Duration.ofNanos(System.nanoTime() - started);
            // A busy machine may delay them; that they come at all is what keeps us alive.
            assertThat(took).isLessThan(Duration.ofSeconds(30));
            assertThat(quaygate.alive()).isTrue();
        }
    }

    @Test
    void aStalledEventLoopEndsTheSignsOfLifeAndThenTheProcess() throws Exception {
        String name = dir + "/notify";
        try (var manager = new NotifySocket(name);
                var quaygate = start(name, Map.of("WATCHDOG_USEC", "2000000"), "one")) {
            manager.await(0, one -> one.equals("WATCHDOG=1"));

            try (var _ = StoppedThread.of(quaygate.pid(), "loop-1")) {
                int stopped = manager.mark();
                assertThat(quaygate.awaitExit(Duration.ofSeconds(20))).isEqualTo(70);

                // At most the one before a second had passed, and the one that raced with it.
                assertThat(manager.messages().stream().skip(stopped))
                        .filteredOn(one -> one.equals("WATCHDOG=1"))
                        .hasSizeLessThanOrEqualTo(2);
            }
            assertThat(quaygate.output()).contains("event loop stalled");
        }
    }

    @Test
    void aProcessWithoutListenerForItsWordsServesAllTheSame() throws Exception {
        try (var quaygate = start(dir + "/nobody", Map.of("WATCHDOG_USEC", "100000"), "one")) {
            quaygate.awaitReady();

            assertThat(answer(quaygate)).isEqualTo("one");
            assertThat(quaygate.output()).containsOnlyOnce("notify.failed");
        }
    }

    private Quaygate start(String socket, Map<String, String> more, String body) {
        var environment = new HashMap<>(more);
        environment.put("NOTIFY_SOCKET", socket);
        return Quaygate.launchIn(dir, ROUTES.formatted(body), environment);
    }

    /** Body of an answer over TLS: the listener is open and the name has a certificate. */
    private static String answer(Quaygate quaygate) throws IOException {
        try (var client = H1Client.tls(quaygate.https(), "app.internal")) {
            return client.get("app.internal", "/").read().text();
        }
    }
}
