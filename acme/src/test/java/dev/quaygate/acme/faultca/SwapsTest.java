package dev.quaygate.acme.faultca;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.acme.store.CertificateStore;
import dev.quaygate.acme.store.CrashingDisk;
import dev.quaygate.acme.store.KillPoints;
import dev.quaygate.acme.store.Lease;
import dev.quaygate.acme.store.StoredGeneration;
import dev.quaygate.acme.store.StoredSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** AF22: a reader of the store next to a publisher sees no pair of two generations. */
final class SwapsTest {
    private static final String SET = "shop.example.com-0123456789";

    @Test
    void showsNoMixedPairToAReader() throws IOException, InterruptedException {
        int swaps = FullForm.of(100_000, 3_000);
        Path directory = Scratch.directory("swaps");
        var done = new AtomicBoolean();
        var reads = new AtomicLong();
        var mixed = new AtomicLong();
        try (CertificateStore store = CrashingDisk.open(directory, KillPoints.none())) {
            publish(store, 0);
            Thread reader =
                    Thread.ofPlatform()
                            .start(() -> {
                                while (!done.get()) {
                                    reads.incrementAndGet();
                                    mixed.addAndGet(isMixed(store.load(SET)) ? 1 : 0);
                                }
                            });
            for (int i = 1; i <= swaps; i++) {
                publish(store, i);
            }
            done.set(true);
            reader.join();

            System.out.printf(
                    "AF22: %d swaps, %d reads, %d mixed or missing%n",
                    swaps, reads.get(), mixed.get());
            assertThat(mixed.get()).isZero();
            assertThat(reads.get()).isPositive();
        } finally {
            Scratch.delete(directory);
        }
    }

    private static void publish(CertificateStore store, int number) {
        byte[] tag = String.valueOf(number).repeat(300).getBytes(UTF_8);
        try (Lease lease = store.lease(SET).orElseThrow()) {
            store.publish(lease, Map.of("chain.pem", tag, "key.pem", tag, "meta.json", tag));
        }
    }

    private static boolean isMixed(StoredSet set) {
        if (set.whole().isEmpty() || !set.damage().isEmpty()) {
            return true;
        }
        StoredGeneration newest = set.whole().getFirst();
        String key = text(newest, "key.pem");
        return !key.equals(text(newest, "chain.pem")) || !key.equals(text(newest, "meta.json"));
    }

    private static String text(StoredGeneration generation, String name) {
        return new String(Objects.requireNonNull(generation.file(name)), UTF_8);
    }
}
