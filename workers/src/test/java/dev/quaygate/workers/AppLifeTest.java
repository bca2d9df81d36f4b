package dev.quaygate.workers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.workers.Message.Verb;
import dev.quaygate.workers.resources.Fit;
import dev.quaygate.workers.settings.AppSettings;
import dev.quaygate.workers.settings.Command;
import dev.quaygate.workers.settings.MemoryLimits;
import dev.quaygate.workers.settings.PrestartStep;
import dev.quaygate.workers.settings.Probe;
import dev.quaygate.workers.settings.RestartPolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The decisions for one app, in virtual time. */
class AppLifeTest {
    private static final Release V2 = new Release("v2", Path.of("/srv/v2"));

    @TempDir Path state;
    private final Shop shop = new Shop();

    @Test
    void givesAWorkerNoRequestBeforeItIsReady() throws IOException {
        VirtualApp app = started(Duration.ofSeconds(5));

        app.run(Duration.ofMillis(4_900));
        assertThat(app.traffic.ready("shop")).isZero();
        assertThat(app.status().state()).isEqualTo("starting");

        app.seconds(1);
        assertThat(app.traffic.ready("shop")).isEqualTo(2);
        assertThat(app.status().state()).isEqualTo("ready");
    }

    @Test
    void waitsLongerAfterEachFailedStartAndSaysCrashLoopButNeverGivesUp() throws IOException {
        shop.workers = 1;
        shop.restart =
                new RestartPolicy(
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(60),
                        2,
                        0,
                        Duration.ofSeconds(60),
                        5);
        VirtualApp app = new VirtualApp(state, shop);
        app.boot = null;

        app.seconds(400);

        assertThat(pauses(app.launches)).startsWith(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L, 60L);
        assertThat(app.status().state()).isEqualTo("crashLoop");
        assertThat(app.status().nextTry()).isPresent();
        assertThat(app.status().lastLines()).containsExactly("line of 1");
        assertThat(app.events.count("app.crashLoop")).isEqualTo(1);
        assertThat(app.traffic.unavailable.get("shop")).contains("QG7002").contains("exit 1");
    }

    @Test
    void aRepairedFileEndsTheWaitEarly() throws IOException {
        shop.workers = 1;
        VirtualApp app = new VirtualApp(state, shop);
        app.boot = null;
        app.seconds(200);

        app.boot = Duration.ofMillis(500);
        app.fingerprint = "v2";
        app.seconds(3);

        assertThat(app.status().state()).isEqualTo("ready");
    }

    @Test
    void aChangedDefinitionEndsTheWaitEarly() throws IOException {
        VirtualApp app = new VirtualApp(state, shop);
        app.boot = null;
        app.seconds(200);

        app.boot = Duration.ofMillis(500);
        shop.command = Command.exec(List.of("./serve", "--fixed"));
        app.take(shop);
        app.seconds(3);

        assertThat(app.status().ready()).isEqualTo(2);
    }

    @Test
    void restartsACrashedWorkerAtOnceAndTouchesNoOther() throws IOException {
        VirtualApp app = ready(3);
        List<LedgerEntry> before = List.copyOf(app.live.values());

        app.crash(2, "signal KILL");
        app.run(Duration.ofMillis(300));

        assertThat(app.running()).containsExactly(1, 2, 3);
        assertThat(app.live.get(1)).isIn(before);
        assertThat(app.live.get(3)).isIn(before);
        assertThat(app.signals).containsExactly("KILL 2"); // what it may have left behind
        assertThat(app.traffic.ready("shop")).isEqualTo(2);
        app.seconds(2);
        assertThat(app.traffic.ready("shop")).isEqualTo(3);
        assertThat(app.status().workers().get(1).lastExit()).contains("signal KILL");
    }

    @Test
    void endsAWorkerThatIsNotReadyInTimeAndCountsAFailedStart() throws IOException {
        shop.workers = 1;
        VirtualApp app = started(Duration.ofHours(1));

        app.run(Duration.ofSeconds(60).plusMillis(500));

        assertThat(app.signals).contains("TERM 1");
        assertThat(app.events.all)
                .anyMatch(line -> line.contains("QG7003") && line.contains("GET /up: no answer"));
        app.seconds(5);
        assertThat(app.launches).hasSize(2);
    }

    @Test
    void replacesAHungWorkerAndKillsItIfItDoesNotObey() throws IOException {
        shop.health =
                new Probe.Health(
                        new Probe.Connect(), Duration.ofSeconds(5), Duration.ofSeconds(2), 3);
        VirtualApp app = ready(3);
        app.obeysTerm = false;

        app.hung.add(2);
        app.run(Duration.ofMillis(12_500));

        assertThat(app.running()).containsExactly(1, 2, 3, 4);
        assertThat(app.signals).containsExactly("TERM 2");
        assertThat(app.traffic.ready("shop")).isEqualTo(3);
        app.seconds(3);
        assertThat(app.signals).containsSequence("TERM 2", "KILL 2");
        assertThat(app.running()).containsExactly(1, 3, 4);
        assertThat(app.events.all).anyMatch(line -> line.contains("code=QG7005"));
        var follower = app.status().workers().getLast();
        assertThat(follower.lastExit())
                .hasValueSatisfying(why -> assertThat(why).startsWith("hung"));
        assertThat(follower.restarts()).isEqualTo(1);
    }

    @Test
    void drainsBeforeItSignals() throws IOException {
        VirtualApp app = ready(2);
        WorkerAddress second = app.traffic.serving("shop").get(1);
        app.traffic.inFlight.put(second, 1);

        app.ask(new Verb.Scale(1));
        app.seconds(3);

        assertThat(app.traffic.ready("shop")).isEqualTo(1);
        assertThat(app.signals).isEmpty();
        app.traffic.inFlight.put(second, 0);
        app.run(Duration.ofMillis(200));
        assertThat(app.signals).containsExactly("TERM 2");
    }

    @Test
    void drainsNoLongerThanAllowed() throws IOException {
        VirtualApp app = ready(2);
        app.traffic.inFlight.put(app.traffic.serving("shop").get(1), 1);

        app.ask(new Verb.Scale(1));
        app.run(Duration.ofMillis(4_900));
        assertThat(app.signals).isEmpty();

        app.run(Duration.ofMillis(200));
        assertThat(app.signals).containsExactly("TERM 2");
    }

    @Test
    void scalesUpAndDownWithoutRestartingTheOthers() throws IOException {
        VirtualApp app = ready(4);
        List<LedgerEntry> before = List.copyOf(app.live.values());

        RunningOperation up = app.ask(new Verb.Scale(6));
        app.seconds(3);
        assertThat(up.outcome()).hasValueSatisfying(it -> assertThat(it.succeeded()).isTrue());
        assertThat(app.live.values()).containsAll(before).hasSize(6);

        RunningOperation down = app.ask(new Verb.Scale(2));
        app.seconds(3);
        assertThat(down.outcome()).isPresent();
        assertThat(before).containsAll(app.live.values());
        assertThat(app.running()).containsExactly(1, 2);
        assertThat(app.launches).hasSize(6);
    }

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
    void staysStoppedOverARestartUntilStarted() throws IOException {
        VirtualApp app = ready(2);
        RunningOperation stop = app.ask(new Verb.Stop());
        app.seconds(3);
        assertThat(stop.outcome()).isPresent();
        assertThat(app.running()).isEmpty();
        assertThat(app.traffic.closed).containsExactly("shop");

        var again = new VirtualApp(state, shop);
        again.seconds(10);
        assertThat(again.status().state()).isEqualTo("stopped");
        assertThat(again.launches).isEmpty();

        RunningOperation start = again.ask(new Verb.Start());
        again.seconds(3);
        assertThat(start.outcome().orElseThrow().succeeded()).isTrue();
        assertThat(again.status().ready()).isEqualTo(2);
        assertThat(again.traffic.closed).isEmpty();
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

    @Test
    void waitsForOtherAppsWithAReason() throws IOException {
        shop.after = List.of("db");
        VirtualApp app = new VirtualApp(state, shop);

        app.seconds(60);
        assertThat(app.status().state()).isEqualTo("waiting");
        assertThat(app.status().why()).contains("db");
        assertThat(app.launches).isEmpty();

        app.readyNeighbours.add("db");
        app.life.hear(new Message.Wake());
        app.seconds(3);
        assertThat(app.status().state()).isEqualTo("ready");
    }

    @Test
    void startsOnlyAsManyAsMemoryAllows() throws IOException {
        shop.workers = 4;
        VirtualApp app = new VirtualApp(state, shop);
        app.fit = new Fit("shop", 4, 2, 2, true, "4 of 1 GiB do not fit");

        app.seconds(5);

        assertThat(app.running()).containsExactly(1, 2);
        assertThat(app.status().fitting()).isEqualTo(2);
        assertThat(app.status().fit()).isEqualTo("QG7004 4 of 1 GiB do not fit");
        assertThat(app.status().state()).isEqualTo("ready");
    }

    @Test
    void knowsTheSizeOfAWorkerSomeSecondsAfterItIsReady() throws IOException {
        VirtualApp app = started(Duration.ofSeconds(3));
        app.memory.put(1, 70 * VirtualApp.MIB);
        app.seconds(3);
        assertThat(app.measured).isZero();

        app.seconds(12);

        assertThat(app.measured).isEqualTo(70 * VirtualApp.MIB);
    }

    @Test
    void replacesFatWorkersOneAtATimeAndNeverServesWithFewer() throws IOException {
        shop.memory = new MemoryLimits(100 * VirtualApp.MIB, 90, MemoryLimits.Measure.PSS, false);
        VirtualApp app = ready(3);
        List.of(1, 2, 3).forEach(n -> app.memory.put(n, 95 * VirtualApp.MIB));

        app.seconds(60);

        assertThat(app.events.count("worker.recycle")).isGreaterThanOrEqualTo(3);
        assertThat(app.signals).startsWith("TERM 1", "TERM 2", "TERM 3");
        assertThat(app.mostAlive).isEqualTo(4);
        List<Integer> counts = app.traffic.counts();
        assertThat(counts.subList(counts.lastIndexOf(0) + 1, counts.size()))
                .allMatch(count -> count >= 3);
        assertThat(app.status().workers())
                .allSatisfy(it -> assertThat(it.lastExit()).contains("soft memory"));
    }

    @Test
    void killsAWorkerAboveItsHardLimit() throws IOException {
        shop.memory = new MemoryLimits(100 * VirtualApp.MIB, 0, MemoryLimits.Measure.PSS, false);
        VirtualApp app = ready(2);

        app.memory.put(1, 101 * VirtualApp.MIB);
        app.seconds(6);

        assertThat(app.signals).contains("KILL 1");
        assertThat(app.events.all).anyMatch(line -> line.contains("code=QG7006"));
        assertThat(app.running()).containsExactly(1, 2);
        assertThat(app.status().restartReasons())
                .containsExactly(Map.entry(RestartReason.HARD_MEMORY, 1L));
    }

    @Test
    void saysThatTheKernelEndedAWorkerForItsMemory() throws IOException {
        VirtualApp app = ready(2);

        app.crash(1, "hard memory");
        app.run(Duration.ofMillis(500));

        assertThat(app.events.all)
                .anyMatch(line -> line.contains("worker.exited") && line.contains("code=QG7006"));
        assertThat(app.status().why()).contains("hard memory");
        assertThat(app.status().restartReasons())
                .containsExactly(Map.entry(RestartReason.HARD_MEMORY, 1L));
    }

    @Test
    void neverCountsDownItsRestarts() throws IOException {
        VirtualApp app = ready(2);
        app.crash(1, "exit 1");
        app.seconds(10);

        app.ask(new Message.Verb.Restart());
        app.seconds(30);

        assertThat(app.status().restarts()).isEqualTo(1);
        assertThat(app.status().restartReasons())
                .containsExactly(Map.entry(RestartReason.EXIT, 1L));
    }

    @Test
    void recyclesWornWorkersNeverTwoAtOnceAndNotAllAtTheSameTime() throws IOException {
        shop.recycle = new AppSettings.Recycle(0, Duration.ofMinutes(10), 20);
        VirtualApp app = ready(4);

        app.run(Duration.ofMinutes(7));
        assertThat(app.events.count("worker.recycle")).isZero();
        app.run(Duration.ofMinutes(6));

        assertThat(app.events.count("worker.recycle")).isEqualTo(4);
        assertThat(app.mostAlive).isEqualTo(5);
        long spread = Duration.between(app.launches.get(4), app.launches.getLast()).toSeconds();
        assertThat(spread).isGreaterThan(20);
    }

    @Test
    void restsWhenNobodyAsksAndWakesForTheFirstWhoDoes() throws IOException {
        shop.idleStop = Duration.ofMinutes(5);
        VirtualApp app = ready(2);

        app.run(Duration.ofMinutes(6));
        assertThat(app.running()).isEmpty();
        assertThat(app.status().state()).isEqualTo("idle");

        app.traffic.queued.put("shop", 1);
        app.run(Duration.ofMillis(1_500));
        assertThat(app.traffic.ready("shop")).isEqualTo(2);
    }

    @Test
    void endsAllWorkersOfAnAppThatWasRemoved() throws IOException {
        VirtualApp app = ready(2);

        app.life.hear(new Message.Removed());
        app.seconds(3);

        assertThat(app.running()).isEmpty();
        assertThat(app.life.over()).isTrue();
    }

    private VirtualApp started(Duration boot) throws IOException {
        VirtualApp app = new VirtualApp(state, shop);
        app.boot = boot;
        return app;
    }

    private VirtualApp ready(int workers) throws IOException {
        shop.workers = workers;
        VirtualApp app = new VirtualApp(state, shop).seconds(5);
        assertThat(app.traffic.ready("shop")).isEqualTo(workers);
        app.signals.clear();
        return app;
    }

    private static PrestartStep step(String name, PrestartStep.Once once) {
        return new PrestartStep(
                name, Command.exec(List.of("./" + name)), once, Duration.ofMinutes(1));
    }

    static List<Long> pauses(List<Instant> times) {
        var pauses = new ArrayList<Long>();
        for (int i = 1; i < times.size(); i++) {
            pauses.add(Duration.between(times.get(i - 1), times.get(i)).toSeconds());
        }
        return pauses;
    }
}
