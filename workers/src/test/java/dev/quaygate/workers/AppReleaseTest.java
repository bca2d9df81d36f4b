package dev.quaygate.workers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.workers.Message.Verb;
import dev.quaygate.workers.settings.AppSettings;
import dev.quaygate.workers.settings.Command;
import dev.quaygate.workers.settings.MemoryLimits;
import dev.quaygate.workers.settings.PrestartStep;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Steps before a start, rolling restarts, deploy and rollback of an app, in virtual time. */
final class AppReleaseTest extends OneShop {
    private static final Release V2 = new Release("v2", Path.of("/srv/v2"));

    @Test
    void whatNeedsNoNewProcessIsTakenOverWithoutARestart() throws IOException {
        VirtualApp app = ready(2);

        shop.workers = 3;
        shop.memory = new MemoryLimits(1 << 30, 50, MemoryLimits.Measure.RSS, false);
        shop.stop = new AppSettings.Stop("INT", Duration.ofSeconds(1), Duration.ofSeconds(1));
        app.take(shop);
        app.seconds(3);

        assertThat(app.launches).hasSize(3);
        assertThat(app.signals).isEmpty();
        app.ask(new Verb.Stop());
        app.seconds(2);
        assertThat(app.signals).contains("INT 1");
    }

    @Test
    void changedCommandRollsAndABadOneLeavesTheOldWorkersServing() throws IOException {
        VirtualApp app = ready(3);
        List<LedgerEntry> before = List.copyOf(app.live.values());

        app.boot = null;
        shop.command = Command.exec(List.of("./broken"));
        app.take(shop);
        app.seconds(300);

        assertThat(app.live.values()).containsExactlyInAnyOrderElementsOf(before);
        assertThat(app.launches).hasSize(4); // not tried again unasked
        assertThat(app.status().why()).startsWith("QG7007");
        app.crash(1, "exit 3");
        app.boot = Duration.ofSeconds(1);
        app.seconds(3);
        assertThat(app.traffic.ready("shop")).isEqualTo(3); // from what was good
    }

    @Test
    void rollsWithoutEverServingWithFewerOrRunningMoreThanOneTooMany() throws IOException {
        VirtualApp app = ready(4);

        RunningOperation restart = app.ask(new Verb.Restart());
        app.seconds(30);

        assertThat(restart.outcome().orElseThrow().message())
                .isEqualTo("shop restarted: 0 requests failed");
        assertThat(restart.lines()).hasSize(4);
        assertThat(restart.lines().getFirst())
                .isEqualTo("1/4 new worker ready in 1.1 s, old drained (0 requests) in 0.1 s");
        assertThat(app.mostAlive).isEqualTo(5);
        List<Integer> counts = app.traffic.counts();
        assertThat(counts.subList(counts.lastIndexOf(0) + 1, counts.size()))
                .allMatch(it -> it >= 4);
    }

    @Test
    void deploysKeepsTheReleaseOverARestartAndRollsBack() throws IOException {
        VirtualApp app = ready(2);

        RunningOperation deploy = app.ask(new Verb.Deploy(V2));
        app.seconds(20);
        assertThat(deploy.outcome().orElseThrow().message()).startsWith("shop deployed v2");
        assertThat(app.status().release()).isEqualTo("v2");

        var again = new VirtualApp(state, shop);
        again.seconds(5);
        assertThat(again.status().release()).isEqualTo("v2");

        RunningOperation back = again.ask(new Verb.Rollback());
        again.seconds(20);
        assertThat(back.outcome().orElseThrow().succeeded()).isTrue();
        assertThat(again.status().release()).isEqualTo("/");
    }

    @Test
    void aReleaseThatFailsHalfwayIsTakenBack() throws IOException {
        VirtualApp app = ready(2);

        RunningOperation deploy = app.ask(new Verb.Deploy(V2));
        app.run(Duration.ofMillis(1_200)); // the first of the new ones serves
        app.broken = V2;
        app.seconds(30);

        assertThat(deploy.outcome().orElseThrow().code()).isEqualTo("QG7007");
        assertThat(app.status().workers())
                .extracting(AppStatus.WorkerStatus::release)
                .containsOnly("/");
        assertThat(app.status().ready()).isEqualTo(2);
    }

    @Test
    void refusesASecondOperationWhileOneRuns() throws IOException {
        VirtualApp app = ready(2);

        app.ask(new Verb.Restart());
        RunningOperation second = app.ask(new Verb.Scale(4));

        assertThat(second.outcome().orElseThrow().message())
                .isEqualTo("restart of shop still runs");
    }

    @Test
    void aFailedStepKeepsTheOldReleaseServingAndIsNotRunAgainUnasked() throws IOException {
        shop.prestart = List.of(step("migrate", PrestartStep.Once.RELEASE));
        VirtualApp app = ready(2);
        app.stepFails = true;

        RunningOperation deploy = app.ask(new Verb.Deploy(V2));
        app.seconds(120);

        assertThat(deploy.outcome().orElseThrow().code()).isEqualTo("QG7001");
        assertThat(deploy.outcome().orElseThrow().workerLines()).containsExactly("no table");
        assertThat(app.steps).containsExactly("migrate for /", "migrate for v2");
        assertThat(app.launches).hasSize(2);
        assertThat(app.traffic.ready("shop")).isEqualTo(2);
    }

    @Test
    void aFailedStepAtTheFirstStartWaitsForACommand() throws IOException {
        shop.prestart = List.of(step("migrate", PrestartStep.Once.RELEASE));
        VirtualApp app = new VirtualApp(state, shop);
        app.stepFails = true;
        app.seconds(120);

        assertThat(app.status().state()).isEqualTo("prestartFailed");
        assertThat(app.launches).isEmpty();
        assertThat(app.steps).hasSize(1);

        app.stepFails = false;
        app.ask(new Verb.Start());
        app.seconds(5);
        assertThat(app.status().ready()).isEqualTo(2);
    }

    @Test
    void runsStepsOfAStartNotWhenAWorkerIsReplaced() throws IOException {
        shop.prestart = List.of(step("warm", PrestartStep.Once.START));
        VirtualApp app = ready(2);

        app.crash(1, "exit 1");
        app.seconds(5);
        app.ask(new Verb.Restart());
        app.seconds(20);

        assertThat(app.steps).containsExactly("warm for /");
    }
}
