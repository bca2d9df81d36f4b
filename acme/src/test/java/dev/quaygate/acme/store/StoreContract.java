package dev.quaygate.acme.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What docs/store.md promises, for every store (C19, S1, S3). */
abstract class StoreContract {
    static final String SET = "shop.example.com-0123456789";

    /** The store under test; the same one for the whole test. */
    abstract CertificateStore store();

    static Map<String, byte[]> files(int content) {
        return Map.of(
                "chain.pem",
                text("chain " + content),
                "key.pem",
                text("key " + content),
                "meta.json",
                text("{}"));
    }

    static byte[] text(String text) {
        return text.getBytes(UTF_8);
    }

    int publish(int content) {
        try (Lease lease = store().lease(SET).orElseThrow()) {
            return store().publish(lease, files(content));
        }
    }

    @Test
    void givesBackWhatWasPutAndNothingElse() {
        byte[] binary = new byte[256];
        IntStream.range(0, 256).forEach(i -> binary[i] = (byte) i);
        store().put("acme/ca-1/default/key.pem", binary);
        store().put("empty", new byte[0]);

        assertThat(store().get("acme/ca-1/default/key.pem")).contains(binary);
        assertThat(store().get("empty")).contains(new byte[0]);
        assertThat(store().get("acme/ca-1/default/other")).isEmpty();
        assertThat(store().read("nothing")).isEmpty();

        store().put("empty", text("more"));
        assertThat(store().get("empty")).contains(text("more"));
        store().delete("empty");
        store().delete("empty");
        assertThat(store().get("empty")).isEmpty();
    }

    @Test
    void listsKeysBelowAPrefixSorted() {
        for (String key : List.of("ledger/b/2.json", "ledger/a/1.json", "ledger-x", "ledger/c")) {
            store().put(key, text(key));
        }

        assertThat(store().list("ledger/"))
                .containsExactly("ledger/a/1.json", "ledger/b/2.json", "ledger/c");
        assertThat(store().list("nowhere/")).isEmpty();
    }

    @Test
    void takesValuesUpToItsLimitAndRefusesLargerOnes() {
        byte[] large = new byte[CertificateStore.LARGEST_VALUE];
        store().put("large", large);

        assertThat(store().get("large").orElseThrow()).hasSize(large.length);
        assertThatThrownBy(() -> store().put("larger", new byte[large.length + 1]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(store().get("larger")).isEmpty();
    }

    @Test
    void refusesKeysThatAreNone() {
        for (String key : List.of("../x", "a/../../x", "/etc/passwd", ".tmp-1", "a//b", "", "ä")) {
            assertThatThrownBy(() -> store().put(key, new byte[0]))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> store().list("certs"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void writesOnlyOverTheStateThatWasRead() {
        assertThat(store().put("ledger/x.json", text("1"), Version.ABSENT)).isTrue();
        assertThat(store().put("ledger/x.json", text("9"), Version.ABSENT)).isFalse();
        Version first = store().read("ledger/x.json").orElseThrow().version();
        assertThat(store().put("ledger/x.json", text("2"), first)).isTrue();

        assertThat(store().put("ledger/x.json", text("9"), first)).isFalse();
        assertThat(store().get("ledger/x.json")).contains(text("2"));
        store().delete("ledger/x.json");
        assertThat(store().put("ledger/x.json", text("9"), first)).isFalse();
        assertThat(store().get("ledger/x.json")).isEmpty();
    }

    @Test
    void losesNoIncrementOfManyThatWriteAtTheSameTime() throws Exception {
        store().put("ledger/count", text("0"));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all =
                    IntStream.range(0, 8)
                            .<Future<?>>mapToObj(_ -> threads.submit(this::increment))
                            .toList();
            for (Future<?> one : all) {
                one.get(30, TimeUnit.SECONDS);
            }
        }
        assertThat(store().get("ledger/count")).contains(text("80"));
    }

    private void increment() {
        for (int done = 0; done < 10; ) {
            VersionedDocument seen = store().read("ledger/count").orElseThrow();
            int next = Integer.parseInt(new String(seen.value(), UTF_8)) + 1;
            if (store().put("ledger/count", text("" + next), seen.version())) {
                done++;
            }
        }
    }

    @Test
    void keepsTheNewestLinesOfALog() {
        for (int i = 0; i < 50; i++) {
            store().append("events/a.jsonl", "line " + i, 10);
        }

        assertThat(store().lines("events/a.jsonl", 10))
                .hasSize(10)
                .startsWith("line 40")
                .endsWith("line 49");
        assertThat(store().lines("events/none.jsonl", 10)).isEmpty();
    }

    @Test
    void publishesWholeGenerationsAndKeepsThree() {
        assertThat(store().load(SET).whole()).isEmpty();
        for (int i = 1; i <= 5; i++) {
            assertThat(publish(i)).isEqualTo(i);
        }

        StoredSet stored = store().load(SET);
        assertThat(stored.damage()).isEmpty();
        assertThat(stored.whole()).extracting(StoredGeneration::number).containsExactly(5, 4, 3);
        assertThat(stored.whole().getFirst().file("chain.pem")).isEqualTo(text("chain 5"));
        assertThat(store().sets()).containsExactly(SET);
    }

    @Test
    void keepsDocumentsBesideAGenerationAsLongAsTheGeneration() {
        publish(1);
        store().put("certs/" + SET + "/1/ari.json", text("{}"));
        publish(2);
        assertThat(store().get("certs/" + SET + "/1/ari.json")).isPresent();

        publish(3);
        publish(4);

        assertThat(store().get("certs/" + SET + "/1/ari.json")).isEmpty();
        assertThat(store().load(SET).damage()).isEmpty();
    }

    @Test
    void givesALeaseToOneHolderWithATokenThatGrows() {
        Lease first = store().lease(SET).orElseThrow();
        assertThat(first.set()).isEqualTo(SET);
        assertThat(first.held()).isTrue();
        assertThat(store().lease(SET)).isEmpty();
        assertThat(store().lease("other-0123456789")).isPresent();

        first.close();

        assertThat(first.held()).isFalse();
        try (Lease second = store().lease(SET).orElseThrow()) {
            assertThat(second.token()).isGreaterThan(first.token());
            first.close();
            assertThat(second.held()).isTrue();
        }
    }

    @Test
    void publishesNothingForALeaseThatIsNotHeld() {
        Lease lease = store().lease(SET).orElseThrow();
        lease.close();

        assertThatThrownBy(() -> store().publish(lease, files(1))).isInstanceOf(StoreProblem.class);
        assertThat(store().load(SET).whole()).isEmpty();
    }

    @Test
    void tellsWatchersWhatChangedBelowTheirPrefixInOrder() throws InterruptedException {
        BlockingQueue<String> seen = new LinkedBlockingQueue<>();
        try (Subscription _ = store().watch("challenges/", new Recorder(seen))) {
            store().put("elsewhere/a", text("x"));
            store().put("challenges/http-01/a.json", text("1"));
            store().putFor(Duration.ofHours(1), "challenges/http-01/b.json", text("2"));
            store().delete("challenges/http-01/a.json");

            assertThat(next(seen)).isEqualTo("challenges/http-01/a.json=1");
            assertThat(next(seen)).isEqualTo("challenges/http-01/b.json=2");
            assertThat(next(seen)).isEqualTo("challenges/http-01/a.json gone");
        }
        try (Subscription _ = store().watch("certs/", new Recorder(seen))) {
            publish(1);
            String pointer = next(seen);
            while (!pointer.startsWith("certs/" + SET + "/current=")) {
                pointer = next(seen); // a store may tell of the files of the generation too
            }
        }
    }

    static String next(BlockingQueue<String> seen) throws InterruptedException {
        String next = seen.poll(10, TimeUnit.SECONDS);
        assertThat(next).as("a change within 10 seconds").isNotNull();
        return next;
    }

    @Test
    void probesWithoutLeavingAnything() {
        store().probe();

        assertThat(store().get("probe")).isEmpty();
    }

    /** Notes each change as text. */
    record Recorder(BlockingQueue<String> seen) implements StoreWatcher {
        @Override
        public void changed(String key, byte[] value) {
            seen.add(key + "=" + new String(value, UTF_8));
        }

        @Override
        public void deleted(String key) {
            seen.add(key + " gone");
        }
    }
}
