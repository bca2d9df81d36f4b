package dev.quaygate.workers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.workers.Message.Verb;
import dev.quaygate.workers.settings.Command;
import dev.quaygate.workers.settings.Probe;
import dev.quaygate.workers.settings.RestartPolicy;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The decisions for one app, in virtual time: starts, crashes, scale, rest and end. */
final class AppLifeTest extends OneShop {
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
}
