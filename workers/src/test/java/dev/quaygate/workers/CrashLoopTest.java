package dev.quaygate.workers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.workers.Message.Verb;
import dev.quaygate.workers.settings.Command;
import dev.quaygate.workers.settings.RestartPolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** W3: an app of several workers that cannot start, in virtual time. */
class CrashLoopTest {
    @TempDir Path state;
    private final Shop shop = new Shop();

    @BeforeEach
    void fourWorkersWithExactPauses() {
        shop.workers = 4;
        shop.restart =
                new RestartPolicy(
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(60),
                        2,
                        0,
                        Duration.ofSeconds(60),
                        5);
    }

    @Test
    void onlyOneWorkerTriesAndTheWholeAppWaitsLongerAfterEach() throws IOException {
        VirtualApp app = crashing();

        app.seconds(400);

        assertThat(app.launches.subList(0, 4)).as("together at first").containsOnly(app.start);
        List<Instant> tries = app.launches.subList(3, app.launches.size());
        assertThat(OneShop.pauses(tries)).startsWith(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L, 60L, 60L);
        assertThat(app.status().state()).isEqualTo("crashLoop");
        assertThat(app.events.count("app.crashLoop")).isEqualTo(1);
        assertThat(app.status().restarts()).isEqualTo(app.launches.size());
    }

    @Test
    void workersTakeTurnsSoThatOneThatIsIllDoesNotKeepTheOthersDown() throws IOException {
        VirtualApp app = crashing();
        app.seconds(200);

        assertThat(app.status().workers())
                .extracting(AppStatus.WorkerStatus::restarts)
                .allMatch(restarts -> restarts >= 2);
        app.boot = Duration.ofMillis(500);
        app.sick.add(1);
        app.seconds(130);

        assertThat(app.status().ready()).isEqualTo(3);
    }

    @Test
    void thoseThatWaitSayForWhom() throws IOException {
        VirtualApp app = crashing();
        app.seconds(100);

        AppStatus status = app.status();
        assertThat(status.nextTry()).isPresent();
        assertThat(status.workers()).filteredOn(it -> it.waitsFor() == 0).hasSize(1);
        int scout =
                status.workers().stream()
                        .filter(it -> it.waitsFor() == 0)
                        .findFirst()
                        .orElseThrow()
                        .n();
        assertThat(status.workers())
                .filteredOn(it -> it.n() != scout)
                .allMatch(it -> it.waitsFor() == scout);
        var next = new WorkerState.CrashLoop(status.nextTry().orElseThrow());
        assertThat(status.workers()).allMatch(it -> it.state().equals(next));
    }

    @Test
    void allStartAtOnceWhenOneIsReady() throws IOException {
        VirtualApp app = crashing();
        app.seconds(200);
        int before = app.launches.size();

        app.boot = Duration.ofSeconds(2);
        app.fingerprint = "repaired";
        app.seconds(6);

        List<Instant> tries = app.launches.subList(before, app.launches.size());
        assertThat(tries).hasSize(4);
        assertThat(Duration.between(tries.get(0), tries.get(1)))
                .isGreaterThan(Duration.ofSeconds(1));
        assertThat(tries.subList(1, 4)).containsOnly(tries.get(1));
        assertThat(app.status().ready()).isEqualTo(4);
        assertThat(app.status().workers()).allMatch(it -> it.waitsFor() == 0);
    }

    @Test
    void aRepairThatIsNoneCostsOneTryAndNotOneOfEachWorker() throws IOException {
        VirtualApp app = crashing();
        app.seconds(200);
        int before = app.launches.size();

        app.fingerprint = "still broken";
        app.seconds(10);

        assertThat(app.launches).hasSize(before + 1);
    }

    @Test
    void aSickWorkerAmongReadyOnesTriesByItsOwnBackOff() throws IOException {
        VirtualApp app = new VirtualApp(state, shop).seconds(3);
        app.sick.add(4);
        int before = app.launches.size();

        app.crash(4, "exit 1");
        app.seconds(40);

        assertThat(OneShop.pauses(app.launches.subList(before, app.launches.size())))
                .containsExactly(2L, 4L, 8L, 16L);
        assertThat(app.status().ready()).isEqualTo(3);
        assertThat(app.status().workers()).allMatch(it -> it.waitsFor() == 0);
    }

    @Test
    void workersThatServedStartTogetherWhenAllAreKilledWhateverASickOneWaitsFor()
            throws IOException {
        VirtualApp app = new VirtualApp(state, shop).seconds(3);
        app.sick.add(4);
        app.crash(4, "exit 1");
        app.seconds(300);

        List.of(1, 2, 3).forEach(n -> app.crash(n, "signal KILL"));
        app.run(Duration.ofMillis(1_500));

        assertThat(app.status().ready()).isEqualTo(3);
    }

    @Test
    void aKilledQuaygateGoesOnWhereItWas() throws IOException {
        VirtualApp app = crashing();
        app.seconds(100);
        Instant next = app.status().nextTry().orElseThrow();

        VirtualApp again = new VirtualApp(state, shop, app.instant());
        again.boot = null;
        again.run(Duration.between(app.instant(), next).minusMillis(100));

        assertThat(again.launches).isEmpty();
        assertThat(again.status().state()).isEqualTo("crashLoop");
        assertThat(again.status().why()).contains("QG7002").contains("exit 1");
        assertThat(again.status().nextTry()).contains(next);
        again.seconds(50);
        assertThat(again.launches).hasSize(1);
        assertThat(again.events.count("app.crashLoop")).as("said by the one before").isZero();
    }

    @Test
    void aKilledQuaygateSeesAFileThatIsRepairedLater() throws IOException {
        crashing().seconds(200);
        VirtualApp again = new VirtualApp(state, shop, VirtualApp.NOON.plusSeconds(200));

        again.seconds(3);
        assertThat(again.launches).isEmpty();
        again.fingerprint = "repaired";
        again.seconds(5);

        assertThat(again.status().ready()).isEqualTo(4);
    }

    @Test
    void anotherDefinitionKnowsNothingOfItAfterAKill() throws IOException {
        crashing().seconds(200);
        shop.command = Command.exec(List.of("./serve", "--fixed"));

        VirtualApp again = new VirtualApp(state, shop, VirtualApp.NOON.plusSeconds(200));
        again.seconds(2);

        assertThat(again.status().ready()).isEqualTo(4);
    }

    @Test
    void aRestartOrADeployEndsTheWaiting() throws IOException {
        for (Verb verb :
                List.of(new Verb.Restart(), new Verb.Deploy(new Release("v2", Path.of("/srv"))))) {
            VirtualApp app = new VirtualApp(state.resolve(verb.word()), shop);
            app.boot = null;
            app.seconds(200);

            app.boot = Duration.ofMillis(500);
            RunningOperation operation = app.ask(verb);
            app.seconds(2);

            assertThat(app.status().ready()).as(verb.word()).isEqualTo(4);
            assertThat(operation.outcome().orElseThrow().succeeded()).isTrue();
        }
    }

    @Test
    void workersThatAreAddedWaitWithTheOthers() throws IOException {
        VirtualApp app = crashing();
        app.seconds(100);
        int before = app.launches.size();

        app.ask(new Verb.Scale(6));
        app.seconds(5);

        assertThat(app.launches).hasSize(before);
        assertThat(app.status().workers()).hasSize(6);
        assertThat(app.status().restartReasons())
                .containsExactly(Map.entry(RestartReason.EXIT, (long) before));
    }

    private VirtualApp crashing() throws IOException {
        VirtualApp app = new VirtualApp(state, shop);
        app.boot = null;
        return app;
    }
}
