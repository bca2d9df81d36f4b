package dev.quaygate.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.it.harness.FreePorts;
import dev.quaygate.it.harness.Quaygate;
import dev.quaygate.it.harness.Tool;
import dev.quaygate.it.wire.H1Client;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * W23: what process 1 of a container does with orphans, in a process namespace of its own. {@code
 * Dockerfile} starts the program as the first test does.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ContainerInitXIT {
    private static final int ORPHANS = 1000;
    private static final String ROUTES =
            """
            routes:
              - {name: a, host: app.internal, tls: off, respond: {status: 200, body: one}}
            """;

    private static final String APP =
            """
            apps:
              files: {command: 'exec python3 -m http.server --bind 127.0.0.1 {port}', cwd: '@DIR@'}
            """;

    @Test
    void aThousandOrphansLeaveNoZombieWithTheInitOfTheImage() throws Exception {
        try (var quaygate = start("tini", "-s", "--")) {
            long init = init(quaygate);
            assertThat(processOne(init)).isEqualTo("tini");

            makeOrphans(init);

            Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> zombies(init) == 0);
            assertThat(H1Client.fetch(quaygate.http(), "app.internal", "/").text())
                    .isEqualTo("one");
            // The engine signals process 1 only.
            Tool.output("kill", "-TERM", String.valueOf(init));
            assertThat(quaygate.awaitExit(Duration.ofSeconds(20))).isZero();
            assertThat(quaygate.output()).contains("stopped after");
        }
    }

    /** The app makes Quaygate look after processes, and so after those of others too. */
    @Test
    void aThousandOrphansLeaveNoZombieWithoutAnyInitWhereThereAreApps() throws Exception {
        try (var quaygate = startWith(ROUTES + APP)) {
            long init = init(quaygate);
            assertThat(processOne(init)).isNotEqualTo("tini");

            makeOrphans(init);

            Awaitility.await().atMost(Duration.ofSeconds(40)).until(() -> zombies(init) == 0);
            assertThat(H1Client.fetch(quaygate.http(), "app.internal", "/").text())
                    .isEqualTo("one");
        }
    }

    @Test
    void withoutThatInitTheyStayBecauseTheJvmWaitsForItsOwnChildrenOnly() throws Exception {
        try (var quaygate = start()) {
            long init = init(quaygate);
            assertThat(processOne(init)).isNotEqualTo("tini");

            makeOrphans(init);

            assertThat(zombies(init)).isEqualTo(ORPHANS);
        }
    }

    private static Quaygate start(String... init) {
        return startWith(ROUTES, init);
    }

    private static Quaygate startWith(String yaml, String... init) {
        var by = new ArrayList<>(List.of("unshare"));
        if (!isRoot()) {
            by.addAll(List.of("--user", "--map-root-user"));
        }
        by.addAll(List.of("--pid", "--fork", "--mount-proc", "--kill-child"));
        by.addAll(List.of(init));
        var quaygate =
                Quaygate.launchUnder(
                        by, Quaygate.temporaryFolder(), FreePorts.one(), FreePorts.one(), yaml);
        quaygate.awaitReady();
        return quaygate;
    }

    /** Process 1 of the namespace, by its number outside. */
    private static long init(Quaygate quaygate) {
        return ProcessHandle.of(quaygate.pid())
                .orElseThrow()
                .children()
                .findFirst()
                .orElseThrow()
                .pid();
    }

    private static String processOne(long init) {
        return inside(init, "cat /proc/1/comm");
    }

    /** Each shell ends at once and leaves a child, which ends soon after. */
    private static void makeOrphans(long init) {
        inside(
                init,
                "i=0; while [ $i -lt " + ORPHANS + " ]; do ( sleep 0.01 & ); i=$((i+1)); done");
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() ->
                        inside(init, "grep -lx sleep /proc/[0-9]*/comm | wc -l").equals("0")
                                || sleeping(init) == 0);
    }

    private static int sleeping(long init) {
        return count(init, "S");
    }

    private static int zombies(long init) {
        return count(init, "Z");
    }

    /** Orphans in that state (proc_pid_stat(5)). */
    private static int count(long init, String state) {
        return Integer.parseInt(
                inside(
                        init,
                        "cat /proc/[0-9]*/stat 2>/dev/null | grep -c '(sleep) "
                                + state
                                + "' || true"));
    }

    private static String inside(long init, String script) {
        var words = new ArrayList<>(List.of("nsenter", "--target", String.valueOf(init)));
        words.addAll(List.of("--pid", "--mount"));
        if (!isRoot()) {
            words.addAll(List.of("--user", "--preserve-credentials"));
        }
        words.addAll(List.of("--", "sh", "-c", script));
        return Tool.output(words.toArray(String[]::new));
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }
}
