package dev.quaygate.acme.faultca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.quaygate.acme.faultca.KilledRun.Point;
import dev.quaygate.acme.faultca.MortalProcess.Deed;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * AF1 with a real process, the real disk and kill -9: on the way into each call to the file system,
 * and around each request to the authority. Some points in each build, all of them in the full
 * form.
 */
final class KilledProcessXIT {
    private static final long SEED = Long.getLong("quaygate.seed", System.nanoTime());

    private static Path home;
    private static Mortal.Launcher launcher;

    @BeforeAll
    static void prepare() throws IOException, InterruptedException {
        String obstacle = Tracer.obstacle();
        assumeTrue(obstacle.isEmpty(), obstacle);
        home = Scratch.directory("killed");
        launcher = new Mortal.Launcher(home);
    }

    @AfterAll
    static void clean() throws IOException {
        if (launcher != null) {
            Scratch.delete(home);
        }
    }

    @Test
    void losesNothingWhereverTheFirstIssuanceIsKilled() throws Exception {
        assertThat(killed(Deed.ISSUE, 8, 4)).isGreaterThan(100);
    }

    @Test
    void losesNothingWhereverARenewalIsKilled() throws Exception {
        assertThat(killed(Deed.RENEW, 3, 2)).isGreaterThan(100);
    }

    @Test
    void losesNothingWhereverAChangeOfTheAccountKeyIsKilled() throws Exception {
        assertThat(killed(Deed.ROLL_OVER, 2, 1)).isGreaterThan(20);
    }

    /** Gives how many points there are. */
    private static int killed(Deed deed, int someCalls, int someRequests) throws Exception {
        long begin = System.nanoTime();
        List<Point> all = new KilledRun(launcher, home.resolve(deed.name()), deed).points();
        List<Point> calls = all.stream().filter(Point.FileCall.class::isInstance).toList();
        List<Point> requests = all.stream().filter(Point.Request.class::isInstance).toList();
        var random = new Random(SEED);
        List<Point> chosen = new ArrayList<>(some(calls, someCalls, random));
        chosen.addAll(some(requests, someRequests, random));

        int killed = 0;
        int extraOrders = 0;
        Map<String, Integer> where = new TreeMap<>();
        List<String> failures = new ArrayList<>();
        for (Point point : chosen) {
            try {
                var run = new KilledRun(launcher, home.resolve(deed.name()), deed);
                KilledRun.Outcome outcome = run.dieAt(point);
                killed += outcome.killed() ? 1 : 0;
                extraOrders += outcome.orders() - 1;
                where.merge(outcome.where(), 1, Integer::sum);
            } catch (AssertionError | Exception e) {
                failures.add(point + ": " + e);
                System.out.println("AF1 " + deed + " failed at " + failures.getLast());
            }
        }

        System.out.printf(
                "AF1 kill -9 %s: %d points (%d file calls, %d requests), %d tried, %d killed, %d"
                        + " second orders, %d failed, %d s, seed %d, at %s%n",
                deed,
                all.size(),
                calls.size(),
                requests.size(),
                chosen.size(),
                killed,
                extraOrders,
                failures.size(),
                (System.nanoTime() - begin) / 1_000_000_000,
                SEED,
                where);
        assertThat(failures).isEmpty();
        assertThat(killed).isEqualTo(chosen.size());
        return all.size();
    }

    /** All in the full form, else some that are spread evenly from a random start. */
    private static List<Point> some(List<Point> all, int count, Random random) {
        int wanted = FullForm.of(all.size(), Math.min(count, all.size()));
        double step = all.size() / (double) wanted;
        double start = random.nextDouble() * step;
        List<Point> some = new ArrayList<>();
        for (int i = 0; i < wanted; i++) {
            some.add(all.get(Math.min(all.size() - 1, (int) (start + i * step))));
        }
        return some;
    }
}
