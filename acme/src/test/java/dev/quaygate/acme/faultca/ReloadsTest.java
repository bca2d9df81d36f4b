package dev.quaygate.acme.faultca;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.acme.CertificatePolicy;
import dev.quaygate.acme.LifecycleSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** AF21: reloads that add and remove names while orders are in flight. */
final class ReloadsTest {
    @Test
    void ordersEachNameOnceAndDeletesNothing() throws IOException {
        int names = FullForm.of(1000, 100);
        Path directory = Scratch.directory("reloads");
        try (Lab lab = Lab.at(directory)) {
            Authority ca = lab.direct("ca", CaSettings.defaults());
            lab.life().skipIdleTurns();
            List<CertificatePolicy> all = new ArrayList<>();
            for (int i = 0; i < names; i++) {
                all.add(lab.policy("www.site-" + i + ".com", "ca"));
            }
            var random = new Random(5);
            int[] inFlight = {0};
            ca.killAt((endpoint, after) -> {
                // Every hundredth request is met by a reload in the middle of an order.
                if (inFlight[0]++ % 100 == 99) {
                    lab.life().configure(LifecycleSettings.defaults(), some(all, random));
                }
            });
            for (int reload = 0; reload < 100; reload++) {
                lab.life().configure(LifecycleSettings.defaults(), some(all, random));
                lab.life().run(Duration.ofMinutes(10));
            }
            lab.life().configure(LifecycleSettings.defaults(), all);
            lab.life().run(Duration.ofHours(2));

            Map<List<String>, Long> orders =
                    ca.ledger().orders().stream()
                            .collect(
                                    Collectors.groupingBy(
                                            Ledger.Entry::names, Collectors.counting()));
            System.out.printf(
                    "AF21: %d names, %d reloads, %d orders, most for a name %d%n",
                    names,
                    100 + inFlight[0] / 100,
                    ca.ledger().orders().size(),
                    orders.values().stream().mapToLong(Long::longValue).max().orElse(0));
            assertThat(orders).hasSize(names);
            assertThat(orders.values()).containsOnly(1L);
            assertThat(lab.life().served()).hasSize(names);
            assertThat(lab.store().sets()).hasSize(names);
            assertThat(lab.board.isEmpty()).isTrue();
        } finally {
            Scratch.delete(directory);
        }
    }

    private static List<CertificatePolicy> some(List<CertificatePolicy> all, Random random) {
        return all.stream().filter(_ -> random.nextBoolean()).toList();
    }
}
