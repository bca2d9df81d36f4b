package dev.quaygate.acme.faultca;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.acme.CertificatePolicy;
import dev.quaygate.acme.LifecycleSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** AF8: thousands of names at once, the limits of production, restarts in between. */
final class ColdStartTest {
    @Test
    void placesNoOrderThatTheAuthorityWouldRefuse() throws IOException {
        int names = FullForm.of(2000, 400);
        int days = FullForm.of(90, 4);
        int restarts = FullForm.of(1000, 20);
        Path directory = Scratch.directory("cold");
        try (Lab lab = Lab.at(directory)) {
            Authority ca = lab.direct("letsencrypt", CaSettings.defaults().withLimits());
            ca.ledger().keepOrdersOnly();
            List<CertificatePolicy> policies = policies(lab, names);
            var random = new Random(3);
            long pause = Duration.ofDays(days).toMillis() / restarts;
            for (int i = 0; i < restarts; i++) {
                lab.life().skipIdleTurns();
                lab.life().configure(LifecycleSettings.defaults(), policies);
                // Half of the restarts hit the start, where the queue is long.
                long millis = i < restarts / 2 ? random.nextLong(1, pause / 4) : pause * 7 / 4;
                lab.life().run(Duration.ofMillis(millis));
                lab.restart();
            }
            lab.life().configure(LifecycleSettings.defaults(), policies);
            lab.life().run(Duration.ofHours(1));

            List<Ledger.Entry> orders = ca.ledger().orders();
            System.out.printf(
                    "AF8: %d names, %d days, %d restarts: %d served, %d orders, at most %d in 3 h, %d per domain and %d per set in 7 d, %d refusals by a limit%n",
                    names,
                    days,
                    restarts,
                    lab.life().served().size(),
                    orders.size(),
                    most(orders, Duration.ofHours(3)),
                    mostOf(firsts(orders), entry -> domain(entry.names().getFirst())),
                    mostOf(orders, entry -> entry.names().toString()),
                    ca.limitRefusals());
            assertThat(lab.life().served()).hasSize(names);
            assertThat(ca.limitRefusals()).isZero();
            assertThat(most(orders, Duration.ofHours(3))).isLessThanOrEqualTo(270);
            assertThat(mostOf(firsts(orders), entry -> domain(entry.names().getFirst())))
                    .isLessThanOrEqualTo(45);
            assertThat(mostOf(orders, entry -> entry.names().toString())).isLessThanOrEqualTo(2);
        } finally {
            Scratch.delete(directory);
        }
    }

    /** A tenth of them share one registered domain. */
    private static List<CertificatePolicy> policies(Lab lab, int names) {
        List<CertificatePolicy> policies = new ArrayList<>();
        for (int i = 0; i < names; i++) {
            String domain = i % 10 == 0 ? "n" + i + ".shared.com" : "www.site-" + i + ".com";
            policies.add(lab.policy(List.of(domain), "classic", "letsencrypt"));
        }
        return policies;
    }

    private static String domain(String name) {
        return name.substring(name.indexOf('.') + 1);
    }

    /** Without renewals: they name what they replace, and no limit of a domain counts them. */
    private static List<Ledger.Entry> firsts(List<Ledger.Entry> orders) {
        Set<List<String>> seen = new HashSet<>();
        return orders.stream().filter(order -> seen.add(order.names())).toList();
    }

    private interface Key {
        String of(Ledger.Entry entry);
    }

    private static int mostOf(List<Ledger.Entry> orders, Key key) {
        Map<String, List<Ledger.Entry>> groups =
                orders.stream().collect(Collectors.groupingBy(key::of));
        return groups.values().stream()
                .mapToInt(group -> most(group, Duration.ofDays(7)))
                .max()
                .orElse(0);
    }

    /** The most orders within any stretch of that length. */
    private static int most(List<Ledger.Entry> orders, Duration length) {
        Deque<Instant> recent = new ArrayDeque<>();
        int most = 0;
        for (Ledger.Entry order : orders) {
            recent.addLast(order.at());
            while (recent.getFirst().isBefore(order.at().minus(length))) {
                recent.removeFirst();
            }
            most = Math.max(most, recent.size());
        }
        return most;
    }
}
