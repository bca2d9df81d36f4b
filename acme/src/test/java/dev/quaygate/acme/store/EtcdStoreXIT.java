package dev.quaygate.acme.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quaygate.acme.etcd.EtcdServer;
import dev.quaygate.acme.etcd.Relay;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that share a real etcd, with faults (S1, S3, AF18). */
final class EtcdStoreXIT {
    private static final String SET = StoreContract.SET;
    private static final Duration TTL = Duration.ofSeconds(2);

    @TempDir private Path directory;

    private final List<EtcdStore> stores = new ArrayList<>();

    @AfterEach
    void close() {
        stores.forEach(EtcdStore::close);
    }

    private EtcdStore node(String name, List<URI> endpoints) {
        var settings = new EtcdSettings(endpoints, "/quaygate", null, null, TTL);
        EtcdStore store = EtcdStore.open(settings, directory.resolve(name), name, 3);
        stores.add(store);
        return store;
    }

    private static int publish(CertificateStore store, int content) {
        try (Lease lease = store.lease(SET).orElseThrow()) {
            return store.publish(lease, StoreContract.files(content));
        }
    }

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited too long: " + what).isLessThan(end);
            Thread.onSpinWait();
            Thread.sleep(20); // no event tells it
        }
    }

    @Test
    void givesALeaseToOneNodeAndToTheNextWhenItIsGivenBack() throws IOException {
        try (EtcdServer etcd = EtcdServer.start()) {
            EtcdStore one = node("one", etcd.endpoints());
            EtcdStore two = node("two", etcd.endpoints());

            Lease first = one.lease(SET).orElseThrow();
            assertThat(two.lease(SET)).isEmpty();
            one.publish(first, StoreContract.files(1));
            first.close();

            Lease second = two.lease(SET).orElseThrow();
            assertThat(second.token()).isGreaterThan(first.token());
            assertThat(two.load(SET).whole()).hasSize(1);
        }
    }

    @Test
    void takesOverFromADeadHolderWithinItsLeaseAndRefusesItsLateWrites() throws Exception {
        try (EtcdServer etcd = EtcdServer.start();
                Relay wire = new Relay(etcd.endpoints().getFirst())) {
            EtcdStore sleeper = node("sleeper", List.of(wire.address()));
            EtcdStore next = node("next", etcd.endpoints());
            Lease old = sleeper.lease(SET).orElseThrow();
            sleeper.put("certs/" + SET + "/pending/order.json", StoreContract.text("old"));
            wire.cut();
            long cutAt = System.nanoTime();

            var taken = new ArrayList<Lease>();
            await(
                    "takeover",
                    () -> {
                        Optional<Lease> lease = next.lease(SET);
                        lease.ifPresent(taken::add);
                        return lease.isPresent();
                    });
            Duration took = Duration.ofNanos(System.nanoTime() - cutAt);
            System.out.println("takeover after " + took.toMillis() + " ms with a lease of 2 s");
            assertThat(took).isLessThan(Duration.ofSeconds(10));
            assertThat(old.held()).isFalse();
            next.put("certs/" + SET + "/pending/order.json", StoreContract.text("new"));
            wire.mend();
            await(
                    "the sleeper reaches etcd",
                    () -> {
                        try {
                            return sleeper.read("x").isEmpty();
                        } catch (StoreUnreachable e) {
                            return false;
                        }
                    });

            for (String key :
                    List.of("certs/" + SET + "/pending/order.json", "backoff/" + SET + ".json")) {
                assertThatThrownBy(() -> sleeper.put(key, StoreContract.text("late")))
                        .isInstanceOf(StoreProblem.class)
                        .hasMessageContaining("QG6002");
                assertThatThrownBy(() -> sleeper.delete(key)).hasMessageContaining("QG6002");
            }
            assertThatThrownBy(() -> sleeper.publish(old, StoreContract.files(9)))
                    .isInstanceOf(StoreProblem.class);
            old.close();
            assertThat(taken.getFirst().held()).isTrue();
            assertThat(next.get("certs/" + SET + "/pending/order.json"))
                    .contains(StoreContract.text("new"));
            next.publish(taken.getFirst(), StoreContract.files(2));
        }
    }

    @Test
    void refusesAPublicationWhoseHolderBelievesThatItStillHasTheLease() throws Exception {
        try (EtcdServer etcd = EtcdServer.start()) {
            EtcdStore one = node("one", etcd.endpoints());
            EtcdStore two = node("two", etcd.endpoints());
            Lease first = one.lease(SET).orElseThrow();
            // What a stop of the process between the look and the write amounts to.
            var client = new EtcdClient(EtcdSettings.of(etcd.endpoints()));
            var keys = new EtcdKeys("/quaygate");
            client.call("/v3/kv/txn", new EtcdTransaction(keys).delete("locks/" + SET).body());
            try (Lease second = two.lease(SET).orElseThrow()) {
                two.publish(second, StoreContract.files(2));
                assertThat(first.held()).isTrue();

                assertThatThrownBy(() -> one.publish(first, StoreContract.files(1)))
                        .isInstanceOf(StoreProblem.class)
                        .hasMessageContaining("QG6002");
            }
            assertThat(two.load(SET).whole().getFirst().file("chain.pem"))
                    .isEqualTo(StoreContract.text("chain 2"));
            client.close();
        }
    }

    @Test
    void tellsOtherNodesOfGenerationsAndChallengesSoon() throws Exception {
        try (EtcdServer etcd = EtcdServer.start()) {
            EtcdStore one = node("one", etcd.endpoints());
            EtcdStore two = node("two", etcd.endpoints());
            BlockingQueue<String> seen = new LinkedBlockingQueue<>();
            try (Subscription _ = two.watch("challenges/", new StoreContract.Recorder(seen))) {
                long slowest = 0;
                for (int i = 0; i < 50; i++) {
                    long before = System.nanoTime();
                    one.putFor(Duration.ofHours(1), "challenges/http-01/" + i, new byte[] {'x'});
                    assertThat(StoreContract.next(seen))
                            .isEqualTo("challenges/http-01/" + i + "=x");
                    slowest = Math.max(slowest, System.nanoTime() - before);
                }
                System.out.println(
                        "slowest of 50 challenges on another node: " + slowest / 1000 + " us");
                one.delete("challenges/http-01/7");
                assertThat(StoreContract.next(seen)).isEqualTo("challenges/http-01/7 gone");
            }
        }
    }

    @Test
    void servesFromItsCopyWhileEtcdIsGoneStartsWithoutItAndHeals() throws Exception {
        try (EtcdServer etcd = EtcdServer.start()) {
            EtcdStore store = node("one", etcd.endpoints());
            store.put("acme/ca-1/default/key.pem", StoreContract.text("account"));
            publish(store, 1);
            publish(store, 2);
            BlockingQueue<String> seen = new LinkedBlockingQueue<>();
            store.watch("certs/", new StoreContract.Recorder(seen));

            etcd.kill();

            assertServesWithoutEtcd(store);
            store.close();
            stores.clear();
            EtcdStore again = node("one", etcd.endpoints());
            assertServesWithoutEtcd(again);
            again.watch("certs/", new StoreContract.Recorder(seen));

            etcd.restart();

            await("it heals", () -> !isRefused(again::probe));
            assertThat(publish(again, 3)).isEqualTo(3);
            String told = StoreContract.next(seen);
            while (!told.startsWith("certs/" + SET + "/3/")) {
                told = StoreContract.next(seen);
            }
        }
    }

    private static void assertServesWithoutEtcd(EtcdStore store) {
        long before = System.nanoTime();
        assertThat(store.sets()).containsExactly(SET);
        assertThat(store.load(SET).whole())
                .extracting(StoredGeneration::number)
                .containsExactly(2, 1);
        assertThat(store.load(SET).damage()).isEmpty();
        assertThat(store.get("acme/ca-1/default/key.pem")).contains(StoreContract.text("account"));
        assertThatThrownBy(store::probe)
                .isInstanceOf(StoreUnreachable.class)
                .hasMessageContaining("QG6001");
        assertThatThrownBy(() -> store.lease(SET)).isInstanceOf(StoreUnreachable.class);
        assertThatThrownBy(() -> store.put("x", new byte[0])).isInstanceOf(StoreUnreachable.class);
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(20));
    }

    private static boolean isRefused(Runnable call) {
        try {
            call.run();
            return false;
        } catch (StoreProblem e) {
            return true;
        }
    }

    @Test
    void goesOnWhenOneOfThreeMembersIsKilledEvenTheLeader() throws Exception {
        try (EtcdServer etcd = EtcdServer.start(3)) {
            EtcdStore store = node("one", etcd.endpoints());
            Lease lease = store.lease(SET).orElseThrow();
            int writes = 0;
            for (int round = 0; round < 3; round++) {
                int leader = etcd.leader();
                etcd.kill(leader);
                for (int i = 0; i < 20; i++) {
                    store.put("ledger/" + writes++, StoreContract.text("x"));
                    store.probe();
                }
                etcd.restart();
            }
            assertThat(store.list("ledger/")).hasSize(writes);
            // An election may take longer than the lease lasts.
            lease.close();
            store.publish(taken(store), StoreContract.files(1));
        }
    }

    private static Lease taken(EtcdStore store) throws InterruptedException {
        long limit = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (true) {
            Optional<Lease> lease = store.lease(SET);
            if (lease.isPresent()) {
                return lease.get();
            }
            assertThat(System.nanoTime()).as("a free lease").isLessThan(limit);
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }
}
