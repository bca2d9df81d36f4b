package dev.quaygate.acme.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * AF18, S1, S2, S3: nodes as processes, a real etcd, a real authority. {@code
 * -Dquaygate.fleet.names=500 -Dquaygate.fleet.lease=15} gives the full form.
 */
final class FleetXIT {
    private static final int NAMES = Integer.getInteger("quaygate.fleet.names", 20);
    private static final int LEASE = Integer.getInteger("quaygate.fleet.lease", 3);
    private static final int KILLS = Integer.getInteger("quaygate.fleet.kills", 4);
    private static final long SEED = Long.getLong("quaygate.fleet.seed", System.nanoTime());

    /** Orders that a node has in flight at a time, without a setting. */
    private static final int IN_FLIGHT = 8;

    private static final Duration LIMIT = Duration.ofSeconds(120 + 2L * NAMES);

    @TempDir private Path directory;

    @Test
    void ordersEachNameOnceAndEveryNodeAnswersForTheOthers() throws Exception {
        System.out.println("seed " + SEED);
        try (var fleet = new Fleet(directory, 1, NAMES, LEASE, SEED)) {
            long began = System.nanoTime();
            fleet.startAll();
            fleet.awaitAllServed(LIMIT);

            assertThat(fleet.orders()).isEqualTo(NAMES);
            assertThat(fleet.serials()).hasSize(NAMES);
            assertThat(fleet.count("unknown"))
                    .as("challenges that a node could not answer")
                    .isZero();
            assertThat(fleet.count("entry host-0")).isPositive();
            for (Fleet.Node node : fleet.nodes()) {
                assertThat(node.count("answered") + node.count("looked-up"))
                        .as("challenges that node %d answered", node.number)
                        .isPositive();
            }
            System.out.printf(
                    "%d names, 3 nodes: %d orders in %d ms, %d challenges from memory, %d looked up%n",
                    NAMES,
                    fleet.orders(),
                    (System.nanoTime() - began) / 1_000_000,
                    fleet.count("answered"),
                    fleet.count("looked-up"));
        }
    }

    @Test
    void takesOverFromKilledHoldersWithAtMostOneMoreOrderEach() throws Exception {
        System.out.println("seed " + SEED);
        try (var fleet = new Fleet(directory, 1, NAMES, LEASE, SEED)) {
            BlockingQueue<Fleet.Node> holders = new LinkedBlockingQueue<>();
            Map<String, Long> killedAt = new ConcurrentHashMap<>();
            List<Long> takeovers = Collections.synchronizedList(new ArrayList<>());
            fleet.onLine((node, line) -> {
                String[] words = line.split(" ");
                if (!words[0].equals("entry")) {
                    return;
                }
                if (words[2].equals("ordered")) {
                    holders.add(node);
                }
                Long since = killedAt.remove(words[1]);
                if (since != null) {
                    takeovers.add((System.nanoTime() - since) / 1_000_000);
                }
            });
            fleet.startAll();

            int kills = 0;
            while (kills < KILLS) {
                Fleet.Node holder = holders.poll(30, TimeUnit.SECONDS);
                if (holder == null) {
                    break; // everything is ordered
                }
                if (!holder.process.isAlive()) {
                    continue;
                }
                fleet.kill(holder);
                kills++;
                long now = System.nanoTime();
                unfinished(holder).forEach(set -> killedAt.put(set, now));
                fleet.start(holder.number);
            }
            fleet.awaitAllServed(LIMIT);

            System.out.printf(
                    "%d names, %d kills: %d orders, takeovers after %s ms with a lease of %d s%n",
                    NAMES, kills, fleet.orders(), takeovers, LEASE);
            assertThat(kills).isPositive();
            assertThat(fleet.orders()).isBetween(NAMES, NAMES + kills);
            assertThat(takeovers)
                    .allSatisfy(took -> assertThat(took).isLessThan(30_000 + 1000L * LEASE));
        }
    }

    /** Sets that a node had ordered and not published when it died. */
    private static List<String> unfinished(Fleet.Node node) {
        List<String> open = new ArrayList<>();
        synchronized (node.lines) {
            for (String line : node.lines) {
                String[] words = line.split(" ");
                if (words[0].equals("entry") && words[2].equals("ordered")) {
                    open.add(words[1]);
                } else if (words[0].equals("entry") && words[2].equals("published")) {
                    open.remove(words[1]);
                }
            }
        }
        return open;
    }

    @Test
    void aHolderThatSleptOverwritesNothing() throws Exception {
        System.out.println("seed " + SEED);
        try (var fleet = new Fleet(directory, 1, NAMES, LEASE, SEED)) {
            var frozen = new LinkedBlockingQueue<Fleet.Node>();
            var once = new AtomicBoolean();
            fleet.onLine((node, line) -> {
                if (line.contains(" ordered ") && once.compareAndSet(false, true)) {
                    try {
                        fleet.stop(node);
                        frozen.add(node);
                    } catch (java.io.IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                }
            });
            fleet.startAll();
            Fleet.Node sleeper = frozen.poll(60, TimeUnit.SECONDS);
            assertThat(sleeper).isNotNull();
            List<Fleet.Node> awake =
                    fleet.nodes().stream().filter(node -> node != sleeper).toList();
            Fleet.await(
                    "the others have everything, " + fleet,
                    LIMIT,
                    () -> awake.stream().allMatch(node -> node.serials.size() == NAMES));
            Map<String, String> before = Map.copyOf(awake.getFirst().serials);

            fleet.goOn(sleeper);

            fleet.awaitAllServed(LIMIT);
            assertThat(awake.getFirst().serials).isEqualTo(before);
            assertThat(sleeper.serials).isEqualTo(before);
            // Each order that was in flight may be lost once.
            assertThat(fleet.orders()).isBetween(NAMES, NAMES + IN_FLIGHT);
            System.out.printf("%d names, a holder frozen: %d orders%n", NAMES, fleet.orders());
        }
    }

    @Test
    void ordersOnWhileAMemberOfTheStoreIsKilled() throws Exception {
        System.out.println("seed " + SEED);
        try (var fleet = new Fleet(directory, 3, NAMES, LEASE, SEED)) {
            fleet.startAll();
            Fleet.await("a first order", LIMIT, () -> fleet.count("entry") > 0);
            int leader = fleet.etcd.leader();
            fleet.etcd.kill(leader);

            fleet.awaitAllServed(LIMIT);

            assertThat(fleet.orders()).isBetween(NAMES, NAMES + 1);
            System.out.printf(
                    "%d names, leader of etcd killed: %d orders%n", NAMES, fleet.orders());
        }
    }
}
