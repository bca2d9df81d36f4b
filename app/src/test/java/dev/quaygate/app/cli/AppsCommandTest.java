package dev.quaygate.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.app.admin.AdminBindFailure;
import dev.quaygate.app.admin.AdminServer;
import dev.quaygate.app.config.settings.AdminSettings;
import dev.quaygate.app.config.settings.Secret;
import dev.quaygate.app.testing.FakeApps;
import dev.quaygate.app.testing.Statuses;
import dev.quaygate.app.testing.TestDesk;
import dev.quaygate.proxy.settings.ListenAddress;
import dev.quaygate.workers.Operation;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Guards W14, W15, W16 on the command line, against a real admin endpoint. */
final class AppsCommandTest {
    private static final Stores NO_STORES =
            (_, _, _) -> {
                throw new AssertionError("no store here");
            };

    @TempDir Path dir;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final TestDesk desk = new TestDesk();
    private final FakeApps apps = desk.apps();
    private final AdminServer server = new AdminServer(desk.desk());

    @BeforeEach
    void open() throws AdminBindFailure {
        apps.put(Statuses.shop());
        Path token = dir.resolve("admin.token");
        server.apply(
                new AdminSettings(
                        List.of(new ListenAddress.Unix(dir.resolve("admin.sock"))),
                        null,
                        new Secret("file:" + token, token, null),
                        null,
                        true,
                        List.of("localhost")));
    }

    @AfterEach
    void close() {
        server.close();
        desk.close();
    }

    @Test
    void restartShowsEachStepAndEndsWith0() throws InterruptedException {
        Thread person = ending(new Operation.Outcome(true, "", "shop restarted", List.of()));

        assertThat(run("apps", "restart", "shop")).isZero();

        person.join();
        assertThat(out()).isEqualTo("1/2 new worker ready in 2.1 s\nshop restarted\n");
        assertThat(apps.asked).containsExactly("restart shop");
    }

    @Test
    void failureEndsWith1AndTheLastLinesOfTheWorkerOnStandardError() throws InterruptedException {
        Thread person =
                ending(new Operation.Outcome(false, "QG7007", "roll stopped", List.of("boom")));

        assertThat(run("apps", "deploy", "shop", "--release", "next\"release")).isEqualTo(1);

        person.join();
        assertThat(out()).isEqualTo("1/2 new worker ready in 2.1 s\n");
        assertThat(err()).isEqualTo("error[QG7007]: roll stopped\n  boom\n");
        assertThat(apps.asked)
                .containsExactly("deploy shop " + dir.resolve("next\"release").toAbsolutePath());
    }

    @Test
    void jsonIsOneDocumentAtTheEnd() throws InterruptedException {
        Thread person = ending(new Operation.Outcome(true, "", "shop restarted", List.of()));

        assertThat(run("apps", "scale", "shop", "3", "--json")).isZero();

        person.join();
        assertThat(out().lines()).hasSize(1);
        assertThat(out()).contains("\"state\":\"succeeded\"", "\"verb\":\"scale\"");
        assertThat(apps.asked).containsExactly("scale shop 3");
    }

    @Test
    void busyEndsWith7AndUnknownWith1() {
        apps.refuse("a deploy of shop runs");

        assertThat(run("apps", "rollback", "shop")).isEqualTo(7);
        assertThat(err()).isEqualTo("error[QG4009]: a deploy of shop runs\n");
        assertThat(run("apps", "stop", "nosuch")).isEqualTo(1);
        assertThat(run("apps", "scale", "shop")).isEqualTo(2);
        assertThat(run("apps", "deploy", "shop")).isEqualTo(2);
    }

    @Test
    void listsShowsAndAdvises() {
        assertThat(run("apps")).isZero();
        assertThat(out()).startsWith("APP ").contains("shop");
        assertThat(run("apps", "shop")).isZero();
        assertThat(out()).contains("WORKER");
        assertThat(run("apps", "advise", "shop")).isZero();
        assertThat(out()).isEqualTo("shop  keep 2 workers: 61 % is inside 50 to 90 %\n");
        assertThat(run("apps", "prestart", "shop")).isZero();
        assertThat(out()).contains("migrate");
        assertThat(run("apps", "logs", "shop")).isZero();
        assertThat(out()).isEmpty();
    }

    /** Lets the next operation go one step and then end. */
    private Thread ending(Operation.Outcome outcome) {
        return Thread.ofVirtual()
                .start(() -> {
                    while (apps.operation("op1").isEmpty()) {
                        Thread.onSpinWait();
                    }
                    apps.last().say("1/2 new worker ready in 2.1 s");
                    apps.last().end(outcome);
                });
    }

    private int run(String... arguments) {
        out.reset();
        err.reset();
        var terminal =
                new Terminal(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        Map.of("QUAYGATE_ADMIN", "unix:" + dir.resolve("admin.sock")),
                        dir);
        return new Verbs(terminal, (_, _, _) -> 0, NO_STORES, "9.9.9").run(arguments);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
