package dev.quaygate.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.proxy.loop.LoopLocal;
import dev.quaygate.proxy.settings.SelectionPolicy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Requests per worker in a simulation of ten seconds: 24 clients that keep their connection, each
 * on one of two event loops, ten requests a second, and four of them ask for what takes 3 s (W5).
 */
class SpreadTest {
    private static final int WORKERS = 4;
    private static final int CLIENTS = 24;
    private static final double SLOW = 3;

    private record Step(double at, int client, boolean begins) {}

    /** How a worker spends its time. */
    private interface Worker {
        /** When a request that comes at {@code now} is answered. */
        double answers(double now, double takes);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void isEvenWithinAFifthOverWorkersThatAnswerSideBySide(long seed) {
        int[] requests = simulate(seed, 4, sideBySide()).requests;

        double mean = java.util.Arrays.stream(requests).average().orElseThrow();
        for (int each : requests) {
            assertThat((double) each)
                    .as("seed %d: %s", seed, java.util.Arrays.toString(requests))
                    .isBetween(mean * 0.9, mean * 1.1);
        }
    }

    @Test
    void avoidsAWorkerThatIsStuckOverOneRequest() {
        double worst = 0;
        double mean = 0;
        for (long seed = 1; seed <= 20; seed++) {
            var times = simulate(seed, 1, oneByOne()).fastTimes;
            mean += times.stream().mapToDouble(Double::doubleValue).average().orElseThrow() / 20;
            long late = times.stream().filter(time -> time > 0.5).count();
            worst = Math.max(worst, (double) late / times.size());
        }

        // Turns alone would send a quarter of all requests behind the slow one.
        assertThat(worst).isLessThan(0.03);
        assertThat(mean).isLessThan(0.06);
    }

    private static final class Outcome {
        final int[] requests = new int[WORKERS];
        final List<Double> fastTimes = new ArrayList<>();
    }

    private static Outcome simulate(long seed, int slowClients, List<Worker> workers) {
        var random = new Random(seed);
        Pool pool = Pools.pool(new SelectionPolicy.PowerOfTwo(), 1, 1, 1, 1);
        LoopLocal[] loops = {Pools.loop(0), Pools.loop(1)};
        var endpoints = new Endpoint[CLIENTS];
        var began = new double[CLIENTS];
        var outcome = new Outcome();
        var steps = new PriorityQueue<>(Comparator.comparingDouble(Step::at));
        for (int client = 0; client < CLIENTS; client++) {
            steps.add(new Step(random.nextDouble() * 0.1, client, true));
        }
        while (Objects.requireNonNull(steps.peek()).at < 10) {
            Step step = steps.remove();
            int client = step.client;
            int loop = client % 2;
            if (step.begins) {
                Endpoint picked = Objects.requireNonNull(pool.pick(loops[loop], null));
                int worker = pool.endpoints().indexOf(picked);
                picked.begin(loop);
                outcome.requests[worker]++;
                endpoints[client] = picked;
                began[client] = step.at;
                double takes = client < slowClients ? SLOW : 0.002 + random.nextDouble() * 0.006;
                steps.add(new Step(workers.get(worker).answers(step.at, takes), client, false));
            } else {
                pool.succeeded(loops[loop], endpoints[client], 200);
                endpoints[client].end(loop);
                if (client >= slowClients) {
                    outcome.fastTimes.add(step.at - began[client]);
                }
                steps.add(new Step(Math.max(step.at, began[client] + 0.1), client, true));
            }
        }
        return outcome;
    }

    private static List<Worker> sideBySide() {
        Worker worker = (now, takes) -> now + takes;
        return List.of(worker, worker, worker, worker);
    }

    private static List<Worker> oneByOne() {
        var workers = new ArrayList<Worker>();
        for (int i = 0; i < WORKERS; i++) {
            var free = new double[1];
            workers.add((now, takes) -> {
                free[0] = Math.max(now, free[0]) + takes;
                return free[0];
            });
        }
        return workers;
    }
}
