package dev.quaygate.it.apps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.it.harness.Launcher;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * W2 W14 W28 at the rates that are promised ({@link FullSize}), and with fewer requests in every
 * build. Each test prints what it saw.
 */
@Timeout(value = 900, unit = TimeUnit.SECONDS)
class AppsUnderLoadXIT {
    private static final int RATE = FullSize.of(500, 100);
    private static final int CLIENTS = FullSize.of(40, 10);
    private static final ShopYaml FOUR =
            ShopYaml.plain().with("workers", "4").with("stop", "{grace: 5s, drain: 30s}");

    @Test
    void losesAtMostOneRequestForEachWorkerThatIsKilled() throws Exception {
        int kills = FullSize.of(10, 2);
        try (var shop = Shop.ready(FOUR);
                var gets = PacedLoad.get(shop.port(), ShopYaml.HOST, "/", RATE, CLIENTS);
                var posts = PacedLoad.post(shop.port(), ShopYaml.HOST, "/", RATE / 10, 5)) {
            for (int kill = 0; kill < kills; kill++) {
                Set<Long> before = shop.pids();
                long victim = before.iterator().next();
                Instant killed = Instant.now();
                Processes.kill(victim);
                judge(
                        shop.await(app -> app.ready() == 4 && !app.pids().equals(before)),
                        before,
                        killed);
                pause(Duration.ofMillis(500));
            }

            PacedLoad.Result idempotent = gets.stop();
            PacedLoad.Result others = posts.stop();
            say("%d workers killed: GET %s; POST %s".formatted(kills, idempotent, others));
            assertThat(idempotent.failures()).as("a GET is sent again elsewhere").isEmpty();
            assertThat(others.failures()).hasSizeLessThanOrEqualTo(kills);
            assertThat(shop.app().restarts()).isEqualTo(kills);
            assertThat(shop.cli("apps").out()).contains("KILL");
        }
    }

    /** One new worker, started at once, and the others as they were. */
    private static void judge(AppView after, Set<Long> before, Instant killed) {
        Set<Long> added = new TreeSet<>(after.pids());
        added.removeAll(before);
        assertThat(added).hasSize(1);
        String started = after.worker(added.iterator().next()).get("started").asString();
        assertThat(Instant.parse(started)).isBefore(killed.plusSeconds(2));
    }

    @Test
    void losesNothingInARollingRestartWithLongAnswersAndNeedsRoomForOneMore() throws Exception {
        String slow = "/slow/" + FullSize.of(5, 1) + "/" + FullSize.of(10, 2);
        var yaml = FOUR.with("workers", "3");
        try (var shop = Shop.ready(yaml);
                var census = new Census(shop.quaygate().dir().resolve("app"));
                var quick = PacedLoad.get(shop.port(), ShopYaml.HOST, "/", RATE, CLIENTS);
                var patient = AppLoad.start(shop.port(), 20, slow, Duration.ofMillis(5))) {
            Set<Long> before = shop.pids();
            shop.await(_ -> patient.requests() > 0 && quick.requests() > RATE);
            double one = census.mostMebibytes() / 3.0;

            Launcher.Result restart =
                    shop.quaygate().cli(Duration.ofMinutes(3), "apps", "restart", "shop");

            assertThat(restart.exit()).as(restart.all()).isZero();
            assertThat(restart.out()).contains("3/3").contains("shop restarted: 0 requests failed");
            PacedLoad.Result result = quick.stop();
            List<String> lost = patient.stop();
            say(
                    ("rolling restart: %s; %d long answers, %d failed; at most %d workers, %d MiB,"
                                    + " %.0f MiB each before")
                            .formatted(
                                    result,
                                    patient.requests(),
                                    lost.size(),
                                    census.most(),
                                    census.mostMebibytes(),
                                    one));
            assertThat(result.failures()).isEmpty();
            assertThat(lost).isEmpty();
            assertThat(shop.pids()).hasSize(3).doesNotContainAnyElementsOf(before);
            assertThat(census.most()).isEqualTo(4);
            assertThat((double) census.mostMebibytes()).isLessThan(4 * one * 1.3);
        }
    }

    /**
     * Idle and storm take turns, so that a busy machine disturbs both alike. The full form has the
     * pauses that are set by default, from the moment on at which the app is said to loop.
     */
    @Test
    void aCrashStormOfOneAppIsNotFeltByTheOther() throws Exception {
        int rounds = FullSize.of(5, 1);
        var four = ShopYaml.plain().with("workers", "4").without("restart").beside("other");
        var yaml = FullSize.ON ? four : four.with("restart", "{first: 200ms, max: 2s}");
        List<Double> ratios = new ArrayList<>();
        var folder = Shop.folder();
        Files.createDirectory(folder.resolve("other"));
        try (var shop = Shop.startIn(folder, yaml)) {
            shop.await("other", app -> app.ready() == 1);
            for (int round = 0; round < rounds; round++) {
                ratios.add(stormToIdle(shop, Duration.ofSeconds(FullSize.of(30, 4))));
            }
            double median = ratios.stream().sorted().toList().get(rounds / 2);
            say(
                    "p99 in a storm to p99 idle: %s, median %.2f; %d restarts"
                            .formatted(ratios, median, shop.app().restarts()));
            if (FullSize.ON) { // a machine that builds at the same time has a p99 of its own
                assertThat(median).isLessThan(1.10);
            }
            assertThat(shop.app("other").restarts()).isZero();
        }
    }

    private static double stormToIdle(Shop shop, Duration time) throws Exception {
        shop.await(app -> app.ready() == 4);
        PacedLoad.Result idle = other(shop, time);
        shop.write("crash", "1");
        shop.pids().forEach(Processes::kill);
        shop.await(app -> app.state().equals("crashLoop"));
        long before = shop.app().restarts();
        PacedLoad.Result storm = other(shop, time);
        say(
                "idle: %s; storm: %s; %d starts in it"
                        .formatted(idle, storm, shop.app().restarts() - before));
        Files.delete(shop.file("crash"));
        assertThat(shop.cli("apps", "restart", "shop").exit()).isZero();
        assertThat(idle.failures()).isEmpty();
        assertThat(storm.failures()).isEmpty();
        return storm.percentile(0.99) / idle.percentile(0.99);
    }

    private static PacedLoad.Result other(Shop shop, Duration time) throws InterruptedException {
        try (var load = PacedLoad.get(shop.port(), "other.internal", "/", 100, 10)) {
            pause(time);
            return load.stop();
        }
    }

    @Test
    void appsLoseNoRequestWhenQuaygateIsKilled() throws Exception {
        int kills = FullSize.of(5, 1);
        var yaml = FOUR.with("command", ShopYaml.command("{port}"));
        List<Gap> gaps = new ArrayList<>();
        try (var shop = Shop.ready(yaml);
                var direct = PacedLoad.get(ownPort(shop), ShopYaml.HOST, "/", RATE / 5, 10);
                var through = PacedLoad.get(shop.port(), ShopYaml.HOST, "/", RATE, CLIENTS)) {
            Set<Long> before = shop.pids();
            for (int kill = 0; kill < kills; kill++) {
                pause(Duration.ofSeconds(1));
                Instant killed = Instant.now();
                shop.quaygate().kill();
                shop.again(yaml);
                gaps.add(new Gap(killed, Instant.now()));
                assertThat(shop.await(app -> app.ready() == 4).pids()).isEqualTo(before);
            }
            pause(Duration.ofSeconds(1));

            PacedLoad.Result past = direct.stop();
            PacedLoad.Result here = through.stop();
            List<PacedLoad.Failure> later =
                    here.failures().stream().filter(one -> !within(gaps, one.at())).toList();
            say(
                    "%d kills of Quaygate: past it %s; through it %s; after adoption %d failed; away for %s ms"
                            .formatted(kills, past, here, later.size(), away(gaps)));
            assertThat(past.failures()).as("the app itself").isEmpty();
            assertThat(later).as("lost once Quaygate was there again").isEmpty();
            assertThat(new TreeSet<>(shop.pids())).isEqualTo(before);
        }
    }

    /** From the kill of a Quaygate until the next one serves. */
    private record Gap(Instant killed, Instant back) {
        /** A client may note its failure a little later. */
        boolean holds(Instant at) {
            return at.isAfter(killed) && at.isBefore(back.plusMillis(200));
        }
    }

    private static int ownPort(Shop shop) {
        String endpoint = shop.app().workers().getFirst().get("endpoint").asString();
        return Integer.parseInt(endpoint.replaceAll(".*:", ""));
    }

    private static boolean within(List<Gap> gaps, Instant at) {
        return gaps.stream().anyMatch(gap -> gap.holds(at));
    }

    private static List<Long> away(List<Gap> gaps) {
        return gaps.stream()
                .map(gap -> Duration.between(gap.killed(), gap.back()).toMillis())
                .toList();
    }

    /** Lets the load run on; nothing is awaited. */
    private static void pause(Duration time) {
        LockSupport.parkNanos(time.toNanos());
    }

    private static void say(String what) {
        System.out.println("apps under load: " + what);
    }
}
