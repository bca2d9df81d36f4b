package dev.quaygate.acme.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quaygate.acme.etcd.EtcdServer;
import dev.quaygate.acme.etcd.Relay;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** STO-7: what an etcd in use may do to those who follow it. */
final class EtcdOdditiesXIT {
    private static final int HUGE = 17 << 20;

    @TempDir private Path directory;

    private EtcdStore open(String name, URI endpoint) {
        var settings =
                new EtcdSettings(
                        java.util.List.of(endpoint),
                        "/quaygate",
                        null,
                        null,
                        EtcdSettings.DEFAULT_TTL);
        return EtcdStore.open(settings, directory.resolve(name), name, 3);
    }

    @Test
    void tellsWhatHappenedWhileItsWatchWasCutAndTheRevisionsWereForgotten() throws Exception {
        try (EtcdServer etcd = EtcdServer.start();
                Relay wire = new Relay(etcd.endpoints().getFirst());
                EtcdStore cut = open("cut", wire.address());
                EtcdStore other = open("other", etcd.endpoints().getFirst())) {
            other.put("challenges/gone", StoreContract.text("1"));
            BlockingQueue<String> seen = new LinkedBlockingQueue<>();
            try (Subscription _ = cut.watch("challenges/", new StoreContract.Recorder(seen))) {
                wire.cut();
                other.delete("challenges/gone");
                for (int i = 0; i < 5; i++) {
                    other.put("challenges/x", StoreContract.text("value " + i));
                }
                String status =
                        etcd.ask("/v3/kv/range", "{'key':'" + EtcdServer.base64("x") + "'}");
                String revision = status.replaceAll("(?s).*\"revision\":\"(\\d+)\".*", "$1");
                etcd.ask("/v3/kv/compaction", "{'revision':'" + revision + "'}");

                wire.mend();

                assertThat(java.util.List.of(StoreContract.next(seen), StoreContract.next(seen)))
                        .containsExactlyInAnyOrder("challenges/x=value 4", "challenges/gone gone");
                other.put("challenges/y", StoreContract.text("y"));
                assertThat(StoreContract.next(seen)).isEqualTo("challenges/y=y");
            }
        }
    }

    @Test
    void aValueThatFillsTheMemoryIsRefusedAndKeepsNobodyFromTheOthers() throws Exception {
        try (EtcdServer etcd =
                        EtcdServer.with(
                                "--max-request-bytes", "100000000", "--snapshot-count", "1000");
                EtcdStore store = open("node", etcd.endpoints().getFirst());
                EtcdStore other = open("other", etcd.endpoints().getFirst())) {
            assertThatThrownBy(() -> store.put("x", new byte[CertificateStore.LARGEST_VALUE + 1]))
                    .isInstanceOf(IllegalArgumentException.class);
            store.put("acme/small", StoreContract.text("small"));
            BlockingQueue<String> seen = new LinkedBlockingQueue<>();
            try (Subscription _ = store.watch("acme/", new StoreContract.Recorder(seen))) {
                String value = EtcdServer.base64("x".repeat(HUGE));
                etcd.ask(
                        "/v3/kv/put",
                        "{'key':'"
                                + EtcdServer.base64("/quaygate/acme/huge")
                                + "','value':'"
                                + value
                                + "'}");

                assertThat(isGiven(store)).isFalse();
                assertThat(store.get("acme/small")).contains(StoreContract.text("small"));
                other.put("acme/next", StoreContract.text("next"));
                assertThat(StoreContract.next(seen)).isEqualTo("acme/next=next");
            }
        }
    }

    /** It is refused, or takes longer than a request may. */
    private static boolean isGiven(EtcdStore store) {
        try {
            return store.get("acme/huge").isPresent();
        } catch (StoreProblem e) {
            return false;
        }
    }
}
