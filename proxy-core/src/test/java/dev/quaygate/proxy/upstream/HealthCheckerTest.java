package dev.quaygate.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.proxy.observe.Cause;
import dev.quaygate.proxy.settings.HealthCheck;
import dev.quaygate.proxy.settings.PoolSettings;
import dev.quaygate.proxy.settings.SelectionPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HealthCheckerTest {
    private static final long SEED = 20_261_124;

    /** Every check waits for a result from the test, so the test decides the pace. */
    private static final class Scripted implements HealthProbe {
        final LinkedBlockingQueue<String> asked = new LinkedBlockingQueue<>();
        final SynchronousQueue<CheckResult> answers = new SynchronousQueue<>();

        @Override
        public CheckResult probe(Endpoint endpoint, HealthCheck check) {
            asked.add(endpoint.text());
            try {
                return answers.take();
            } catch (InterruptedException _) {
                asked.add("stopped");
                Thread.currentThread().interrupt();
                return failed("stopped in the middle");
            }
        }
    }

    private final Scripted probe = new Scripted();
    private final HealthChecker checker = new HealthChecker(probe, new Random(SEED));

    @AfterEach
    void stop() {
        checker.close();
    }

    @Test
    void takesAnEndpointOutAfterFallFailuresAndBackAfterRiseSuccesses() throws Exception {
        Pool pool = pool(Duration.ofMillis(1), "10.0.0.1");
        Endpoint endpoint = pool.endpoints().getFirst();
        checker.apply(List.of(pool));

        answer(failed("status 500, wanted 200-299"));
        awaitAsked(2);
        assertThat(endpoint.health().word()).isEqualTo("unknown");
        answer(failed("status 500, wanted 200-299"));
        awaitAsked(3);
        assertThat(endpoint.health())
                .isEqualTo(
                        new EndpointHealth.Unhealthy(
                                Cause.UPSTREAM_ANSWER,
                                "status 500, wanted 200-299",
                                Instant.EPOCH));
        answer(passed());
        awaitAsked(4);
        assertThat(endpoint.health().word()).isEqualTo("unhealthy");
        answer(passed());
        awaitAsked(5);
        assertThat(endpoint.health().word()).isEqualTo("healthy");
    }

    @Test
    void keepsTheNewestTenOfTwelveMixedChecks() throws Exception {
        Pool pool = pool(Duration.ofMillis(1), "10.0.0.1");
        checker.apply(List.of(pool));

        for (int i = 0; i < 12; i++) {
            answer(i % 3 == 0 ? failed("no " + i) : passed());
        }
        awaitAsked(13);

        List<CheckResult> checks = pool.view().endpoints().getFirst().checks();
        assertThat(checks.stream().map(CheckResult::detail))
                .containsExactly("", "", "no 9", "", "", "no 6", "", "", "no 3", "");
        assertThat(checks).allSatisfy(c -> assertThat(c.took()).isEqualTo(Duration.ofMillis(3)));
    }

    @Test
    void checksANewEndpointAtOnceAndLetsTheOthersGoOn() throws Exception {
        Pool pool = pool(Duration.ofHours(1), "10.0.0.1");
        checker.apply(List.of(pool));
        assertThat(nextAsked()).isEqualTo("10.0.0.1:3000");
        probe.answers.put(passed());

        Pool next = Pool.adopt(pool, pool(Duration.ofHours(1), "10.0.0.1", "10.0.0.2").settings());
        checker.apply(List.of(next));

        assertThat(nextAsked()).isEqualTo("10.0.0.2:3000");
        assertThat(probe.asked).isEmpty();
        probe.answers.put(passed());
    }

    @Test
    void checksAtOnceWhenKicked() throws Exception {
        Pool pool = pool(Duration.ofHours(1), "10.0.0.1");
        checker.apply(List.of(pool));
        assertThat(nextAsked()).isEqualTo("10.0.0.1:3000");
        probe.answers.put(passed());

        checker.kick(pool.endpoints().getFirst());

        assertThat(nextAsked()).isEqualTo("10.0.0.1:3000");
    }

    @Test
    void saysNothingAboutAnEndpointWhoseCheckWasStopped() throws Exception {
        Pool pool = pool(Duration.ofHours(1), "10.0.0.1");
        checker.apply(List.of(pool));
        assertThat(nextAsked()).isEqualTo("10.0.0.1:3000");

        checker.apply(List.of());

        assertThat(nextAsked()).isEqualTo("stopped");
        checker.apply(List.of(pool));
        answer(passed());
        checker.kick(pool.endpoints().getFirst());
        assertThat(nextAsked()).isEqualTo("10.0.0.1:3000");
        assertThat(nextAsked()).isEqualTo("10.0.0.1:3000");
        assertThat(pool.view().endpoints().getFirst().checks()).containsExactly(passed());
    }

    @Test
    void variesTheIntervalByTenPercent() {
        var random = new Random(SEED);
        long least = Long.MAX_VALUE;
        long most = 0;
        for (int i = 0; i < 10_000; i++) {
            long varied = HealthChecker.varied(1_000, random);
            least = Math.min(least, varied);
            most = Math.max(most, varied);
        }

        assertThat(least).as("seed %d", SEED).isBetween(900L, 905L);
        assertThat(most).isBetween(1_095L, 1_100L);
    }

    private void answer(CheckResult result) throws InterruptedException {
        assertThat(probe.answers.offer(result, 10, TimeUnit.SECONDS)).isTrue();
    }

    private String nextAsked() throws InterruptedException {
        return String.valueOf(probe.asked.poll(10, TimeUnit.SECONDS));
    }

    /** The n-th question comes only after the result before it has been applied. */
    private void awaitAsked(int n) throws InterruptedException {
        var taken = new ArrayList<String>();
        while (taken.size() + asked < n) {
            taken.add(nextAsked());
        }
        asked += taken.size();
    }

    private int asked;

    private static CheckResult passed() {
        return new CheckResult(Instant.EPOCH, Duration.ofMillis(3), 200, null, "");
    }

    private static CheckResult failed(String detail) {
        return new CheckResult(
                Instant.EPOCH, Duration.ofMillis(3), 500, Cause.UPSTREAM_ANSWER, detail);
    }

    private static Pool pool(Duration every, String... hosts) {
        var check =
                new HealthCheck(
                        HealthCheck.Kind.HTTP, "/up", every, every, 200, 299, 2, 2, null, 0);
        List<PoolSettings.EndpointSettings> endpoints =
                List.of(hosts).stream().map(host -> Pools.endpoint(host, 1)).toList();
        return Pools.pool(
                Pools.settings(endpoints, new SelectionPolicy.RoundRobin(), check, null),
                new Pools.Clock());
    }
}
