package dev.quaygate.workers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.workers.launch.ProcessId;
import dev.quaygate.workers.settings.AppSettings;
import dev.quaygate.workers.settings.Command;
import dev.quaygate.workers.settings.PrestartStep;
import dev.quaygate.workers.settings.RestartPolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes: W2, W5, W6, W14, W16, W22, W28. */
class SupervisorProcessTest {
    @TempDir Path root;

    @Test
    void startsWorkersAndReplacesOneThatIsKilledWhileTheOtherIsLeftAlone() throws Exception {
        try (var site = new Site(root)) {
            List<String> lines = site.supervisor.apply(List.of(site.shop().settings()));
            site.awaitReady(2);
            List<Long> before = site.pids();

            ProcessHandle.of(before.getFirst()).orElseThrow().destroyForcibly();
            site.await("restart", () -> site.events.count("worker.ready") == 3);

            assertThat(lines).containsExactly("+app shop");
            List<Long> after = site.pids();
            assertThat(after.get(1)).isEqualTo(before.get(1));
            assertThat(after.getFirst()).isNotEqualTo(before.getFirst());
            AppStatus.WorkerStatus first =
                    site.supervisor.app("shop").orElseThrow().workers().getFirst();
            assertThat(first.lastExit()).contains("signal KILL");
            assertThat(first.restarts()).isEqualTo(1);
        }
    }

    @Test
    void aNewSupervisorTakesOverTheSameProcessesAndServesThemWithinASecond() throws Exception {
        try (var site = new Site(root)) {
            var settings = List.of(site.shop().settings());
            site.supervisor.apply(settings);
            site.awaitReady(2);
            List<Long> before = site.pids();
            site.supervisor.close();
            var traffic = new RecordingTraffic();

            site.supervisor = site.supervisor(traffic);
            long began = System.nanoTime();
            site.supervisor.apply(settings);
            site.await("adopted", () -> traffic.ready("shop") == 2);
            Duration took = Duration.ofNanos(System.nanoTime() - began);

            assertThat(took).isLessThan(Duration.ofSeconds(1));
            assertThat(site.pids()).isEqualTo(before);
            assertThat(site.events.count("worker.started")).isEqualTo(2);
        }
    }

    @Test
    void replacesAnAdoptedWorkerThatEnds() throws Exception {
        try (var site = new Site(root)) {
            var settings = List.of(site.shop().settings());
            site.supervisor.apply(settings);
            site.awaitReady(2);
            site.supervisor.close();
            site.supervisor = site.supervisor(site.traffic);
            site.supervisor.apply(settings);
            site.await("adopted", () -> site.events.count("worker.ready") == 4);

            ProcessHandle.of(site.pids().getFirst()).orElseThrow().destroyForcibly();
            site.await("replaced", () -> site.events.count("worker.ready") == 5);

            assertThat(site.supervisor.app("shop").orElseThrow().workers().getFirst().lastExit())
                    .contains("ended");
        }
    }

    @Test
    void restartReplacesOneAfterTheOtherAndNeverServesWithFewer() throws Exception {
        try (var site = new Site(root)) {
            site.supervisor.apply(List.of(site.shop().settings()));
            site.awaitReady(2);
            List<Long> before = site.pids();

            Operation restart = site.supervisor.restart("shop");
            assertThat(restart.await(Duration.ofSeconds(30))).isTrue();

            assertThat(restart.outcome().orElseThrow().message())
                    .isEqualTo("shop restarted: 0 requests failed");
            assertThat(restart.lines()).hasSize(2);
            assertThat(restart.lines().getFirst())
                    .matches(
                            "1/2 new worker ready in \\d\\.\\d s, old drained \\(0 requests\\) in .*");
            assertThat(site.pids()).doesNotContainAnyElementsOf(before).hasSize(2);
            List<Integer> counts = site.traffic.counts();
            assertThat(counts.subList(counts.indexOf(2), counts.size()))
                    .allMatch(count -> count >= 2 && count <= 3);
        }
    }

    @Test
    void aRestartIntoWhatCannotStartStopsAndTheOldOnesServeOn() throws Exception {
        try (var site = new Site(root)) {
            site.supervisor.apply(List.of(site.shop().settings()));
            site.awaitReady(2);
            List<Long> before = site.pids();
            Files.createFile(site.app().resolve("broken"));

            Operation restart = site.supervisor.restart("shop");
            assertThat(restart.await(Duration.ofSeconds(30))).isTrue();

            Operation.Outcome outcome = restart.outcome().orElseThrow();
            assertThat(outcome.succeeded()).isFalse();
            assertThat(outcome.code()).isEqualTo("QG7007");
            assertThat(outcome.workerLines()).containsExactly("cannot start: broken");
            site.await("only old ones", () -> site.pids().equals(before));
            assertThat(site.traffic.ready("shop")).isEqualTo(2);
            Files.delete(site.app().resolve("broken"));
        }
    }

    @Test
    void aCrashLoopIsShownAndEndsByItselfOnceTheFileIsRepaired() throws Exception {
        try (var site = new Site(root)) {
            Shop shop = site.shop();
            shop.workers = 1;
            shop.restart =
                    new RestartPolicy(
                            Duration.ofMillis(50),
                            Duration.ofMinutes(10),
                            10,
                            0,
                            Duration.ofSeconds(60),
                            3);
            Path script = site.app().resolve("serve.py");
            String good = Files.readString(script);
            Files.writeString(script, "import nothing_of_that_name\n");

            site.supervisor.apply(List.of(shop.settings()));
            site.await(
                    "crash loop",
                    () -> site.supervisor.app("shop").orElseThrow().state().equals("crashLoop"));
            AppStatus looping = site.supervisor.app("shop").orElseThrow();
            Files.writeString(script, good);
            site.awaitReady(1);

            assertThat(looping.lastLines())
                    .last()
                    .asString()
                    .contains("No module named 'nothing_of_that_name'");
            assertThat(looping.nextTry()).isPresent();
            assertThat(site.supervisor.app("shop").orElseThrow().state()).isEqualTo("ready");
        }
    }

    @Test
    void scalesWithoutTouchingTheOthersAndStopsChildrenOfChildrenToo() throws Exception {
        try (var site = new Site(root)) {
            Shop shop = site.shop();
            shop.env = Map.of("CHILD", "1");
            site.supervisor.apply(List.of(shop.settings()));
            site.awaitReady(2);
            List<Long> before = site.pids();

            Operation up = site.supervisor.scale("shop", 3);
            assertThat(up.await(Duration.ofSeconds(30))).isTrue();
            List<Long> three = site.pids();
            Operation stop = site.supervisor.stop("shop");
            assertThat(stop.await(Duration.ofSeconds(30))).isTrue();

            assertThat(three).hasSize(3).containsAll(before);
            assertThat(Files.readAllLines(site.app().resolve("children")))
                    .hasSize(3)
                    .noneMatch(pid -> alive(Long.parseLong(pid)));
            assertThat(site.supervisor.app("shop").orElseThrow().state()).isEqualTo("stopped");
        }
    }

    @Test
    void killsWhatACrashedWorkerLeftBehindBeforeItsReplacementStarts() throws Exception {
        try (var site = new Site(root)) {
            Shop shop = site.shop();
            shop.workers = 1;
            shop.env = Map.of("CHILD", "1");
            site.supervisor.apply(List.of(shop.settings()));
            site.awaitReady(1);

            ProcessHandle.of(site.pids().getFirst()).orElseThrow().destroyForcibly();
            site.await("restart", () -> site.events.count("worker.started") == 2);

            String orphan = Files.readAllLines(site.app().resolve("children")).getFirst();
            assertThat(alive(Long.parseLong(orphan))).isFalse();
        }
    }

    @Test
    void findsAWorkerThatWasStartedButNotWrittenDown() throws Exception {
        try (var site = new Site(root)) {
            Shop shop = site.shop();
            shop.workers = 1;
            site.supervisor.apply(List.of(shop.settings()));
            site.awaitReady(1);
            List<Long> before = site.pids();
            site.supervisor.close();
            Path ledger = root.resolve("state/shop/workers");
            Files.writeString(
                    ledger, Files.readString(ledger).replaceAll(" (pid|ticks)=[0-9]+", ""));

            site.supervisor = site.supervisor(site.traffic);
            site.supervisor.apply(List.of(shop.settings()));
            site.await("adopted", () -> site.events.count("worker.ready") == 2);

            assertThat(site.pids()).isEqualTo(before);
        }
    }

    @Test
    void doesNotTakeAnotherProcessWithTheSameNumberForItsWorker() throws Exception {
        try (var site = new Site(root)) {
            Shop shop = site.shop();
            shop.workers = 1;
            site.supervisor.apply(List.of(shop.settings()));
            site.awaitReady(1);
            long stranger = site.pids().getFirst();
            site.supervisor.close();
            Path ledger = root.resolve("state/shop/workers");
            Files.writeString(
                    ledger, Files.readString(ledger).replaceAll("ticks=[0-9]+", "ticks=1"));

            site.supervisor = site.supervisor(site.traffic);
            site.supervisor.apply(List.of(shop.settings()));
            site.await("own worker", () -> site.events.count("worker.ready") == 2);

            assertThat(site.pids()).doesNotContain(stranger);
            assertThat(alive(stranger)).isTrue();
            ProcessHandle.of(stranger).orElseThrow().destroyForcibly();
        }
    }

    @Test
    void endsWorkersOfAnAppThatWasRemovedWhileNobodyLooked() throws Exception {
        try (var site = new Site(root)) {
            site.supervisor.apply(List.of(site.shop().settings()));
            site.awaitReady(2);
            List<Long> before = site.pids();
            site.supervisor.close();

            site.supervisor = site.supervisor(site.traffic);
            site.supervisor.apply(List.of());
            site.await("ended", () -> before.stream().noneMatch(SupervisorProcessTest::alive));

            assertThat(site.supervisor.apps()).isEmpty();
        }
    }

    @Test
    void leavesWorkersOfAnAppAloneThatABrokenFileMayName() throws Exception {
        try (var site = new Site(root)) {
            site.supervisor.apply(List.of(site.shop().settings()));
            site.awaitReady(2);
            List<Long> before = site.pids();
            site.supervisor.close();

            site.supervisor = site.supervisor(site.traffic);
            site.supervisor.apply(List.of(), false);
            assertThat(site.supervisor.apps()).isEmpty();
            assertThat(before).allMatch(SupervisorProcessTest::alive);
            assertThat(site.events.count("app.left")).isEqualTo(1);
            site.supervisor.apply(List.of(site.shop().settings()));
            site.awaitReady(2);

            assertThat(site.pids()).isEqualTo(before);
            site.supervisor.apply(List.of(), false);
            assertThat(site.pids()).isEqualTo(before);
        }
    }

    @Test
    void aStepOfAReleaseRunsOnceForManyWorkersAndOverRestartsOfOurs() throws Exception {
        try (var site = new Site(root)) {
            Shop shop = site.shop();
            shop.workers = 4;
            shop.prestart =
                    List.of(
                            new PrestartStep(
                                    "migrate",
                                    Command.shell("sleep 0.5; echo 1 >> runs; echo migrated"),
                                    PrestartStep.Once.RELEASE,
                                    Duration.ofMinutes(1)));
            site.supervisor.apply(List.of(shop.settings()));
            // Away while the step runs: it is waited for, not begun again.
            site.await("step runs", () -> site.events.all.toString().contains("state=running"));
            site.supervisor.close();
            site.supervisor = site.supervisor(site.traffic);
            site.supervisor.apply(List.of(shop.settings()));
            site.awaitReady(4);
            site.supervisor.restart("shop").await(Duration.ofSeconds(60));

            assertThat(Files.readAllLines(site.app().resolve("runs"))).hasSize(1);
            AppStatus.StepStatus step =
                    site.supervisor.app("shop").orElseThrow().prestart().getFirst();
            assertThat(step.state()).isEqualTo("done");
            assertThat(step.output()).containsExactly("migrated");
        }
    }

    @Test
    void workersOutliveASupervisorThatIsKilledAndAreTakenOverByTheNext() throws Exception {
        try (var site = new Site(root)) {
            site.supervisor.close();
            Process victim = KilledSupervisor.start(root);
            Path ledger = root.resolve("state/shop/workers");
            site.await("two serve", () -> KilledSupervisor.serving(ledger) == 2);

            victim.destroyForcibly().waitFor();
            site.supervisor = site.supervisor(site.traffic);
            site.supervisor.apply(List.of(site.shop().settings()));
            site.awaitReady(2);

            assertThat(site.events.count("worker.adopted")).isEqualTo(2);
            assertThat(site.events.count("worker.started")).isZero();
            assertThat(site.pids()).allMatch(SupervisorProcessTest::alive);
        }
    }

    @Test
    void workersAtPortsGetDifferentOnesOfTheRange() throws Exception {
        try (var site = new Site(root)) {
            Shop shop = site.shop();
            shop.listen = AppSettings.Listen.PORT;
            site.supervisor.apply(List.of(shop.settings()));
            site.awaitReady(2);

            assertThat(site.traffic.serving("shop"))
                    .doesNotHaveDuplicates()
                    .allSatisfy(at ->
                            assertThat(((WorkerAddress.Port) at).port()).isBetween(20_000, 29_999));
        }
    }

    @Test
    void anAppThatIsRemovedAndComesBackAtOnceRunsAgain() throws Exception {
        try (var site = new Site(root)) {
            site.supervisor.apply(List.of(site.shop().settings()));
            site.awaitReady(2);

            site.supervisor.apply(List.of());
            site.supervisor.apply(List.of(site.shop().settings()));
            site.await(
                    "ready",
                    () ->
                            site.supervisor
                                    .app("shop")
                                    .map(it -> it.state().equals("ready"))
                                    .orElse(false));

            assertThat(site.traffic.ready("shop")).isEqualTo(2);
        }
    }

    private static boolean alive(long pid) {
        return ProcessId.of(pid).filter(ProcessId::alive).isPresent();
    }
}
