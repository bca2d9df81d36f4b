package dev.quaygate.acme.faultca;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.acme.CertificatePolicy;
import dev.quaygate.acme.CertificateStatus.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * AF3: each stored file is cut at every 64th byte, zeroed, changed in a bit, deleted, swapped. A
 * certificate that is whole is served, and at most one order comes of it in a day.
 */
final class DamagedFilesTest {
    private static final String NAME = "shop.example.com";
    private static final String BOTH = "both generations: ";

    @TempDir private Path root;

    /** One damage to the files below a directory. */
    private interface Damage {
        void to(Path store) throws IOException;
    }

    @Test
    void servesWhatIsWholeAndOrdersAtMostOnceADay() throws IOException {
        Path whole = root.resolve("whole");
        List<String> failures = new ArrayList<>();
        Map<String, Damage> damages;
        int issued = 0;
        try (Lab lab = Lab.at(whole)) {
            Authority ca = lab.direct("ca", settings());
            lab.life().configure(policy(lab));
            lab.life().run(Duration.ofDays(40));
            assertThat(lab.life().served(NAME).generation()).isEqualTo(2);
            Instant now = lab.clock.instant();
            damages = damages(whole);
            int run = 0;
            for (var damage : damages.entrySet()) {
                if (FullForm.isWanted() || run % 5 == 0) {
                    Path copy = root.resolve("damaged-" + run);
                    copy(whole, copy);
                    damage.getValue().to(copy);
                    lab.clock.set(now);
                    try (Lab other = lab.elsewhere(copy)) {
                        issued += judge(other, ca, !damage.getKey().startsWith(BOTH));
                    } catch (AssertionError | RuntimeException e) {
                        failures.add(damage.getKey() + ": " + e);
                    }
                }
                run++;
            }
        }

        System.out.printf(
                "AF3: %d damages%s, %d orders, %d failed%n",
                damages.size(),
                FullForm.isWanted() ? "" : " (each fifth)",
                issued,
                failures.size());
        assertThat(failures).isEmpty();
    }

    @Test
    void refusesAStoreWithAFileOfSomebodyElse() throws IOException {
        Path store = root.resolve("store");
        Lab.at(store).close();
        Path file = store.resolve("node.json");
        var view =
                Files.getFileAttributeView(
                        file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        try {
            view.setOwner(
                    file.getFileSystem()
                            .getUserPrincipalLookupService()
                            .lookupPrincipalByName("nobody"));
        } catch (IOException e) {
            Assumptions.abort("needs the right to change owners");
        }

        var refused = org.assertj.core.api.Assertions.catchThrowable(() -> Lab.at(store).close());

        assertThat(refused)
                .hasMessageContaining("belongs to nobody")
                .hasMessageContaining("node.json");
    }

    private static int judge(Lab lab, Authority ca, boolean oneIsWhole) {
        int before = ca.ledger().orders().size();
        lab.life().configure(policy(lab));
        boolean atOnce = !lab.life().served().isEmpty();
        lab.life().run(Duration.ofHours(23));
        assertThat(lab.life().status(NAME).state()).isEqualTo(State.OK);
        assertThat(lab.life().served(NAME).key().leaf().getNotAfter().toInstant())
                .isAfter(lab.clock.instant());
        int orders = ca.ledger().orders().size() - before;
        assertThat(orders).as("orders in a day").isLessThanOrEqualTo(1);
        assertThat(atOnce).as("served before any request").isEqualTo(oneIsWhole);
        lab.restart();
        lab.life().configure(policy(lab));
        assertThat(lab.life().served()).hasSize(1);
        return orders;
    }

    private static CaSettings settings() {
        return CaSettings.defaults().withoutRenewalInfo();
    }

    private static CertificatePolicy policy(Lab lab) {
        return lab.policy(NAME, "ca");
    }

    private static Map<String, Damage> damages(Path whole) throws IOException {
        Map<String, Damage> damages = new LinkedHashMap<>();
        try (Stream<Path> files = Files.walk(whole)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                Path name = whole.relativize(file);
                byte[] content = Files.readAllBytes(file);
                for (int length = 0; length < content.length; length += 64) {
                    byte[] cut = Arrays.copyOf(content, length);
                    damages.put(
                            name + " cut to " + length, to -> Files.write(to.resolve(name), cut));
                }
                damages.put(
                        name + " zeroed",
                        to -> Files.write(to.resolve(name), new byte[content.length]));
                if (content.length > 0) {
                    byte[] flipped = content.clone();
                    flipped[content.length / 2] ^= 4;
                    damages.put(name + " flipped", to -> Files.write(to.resolve(name), flipped));
                }
                damages.put(name + " deleted", to -> Files.delete(to.resolve(name)));
            }
        }
        swaps(whole, damages);
        return damages;
    }

    /** Key and chain of the two generations, exchanged. */
    private static void swaps(Path whole, Map<String, Damage> damages) throws IOException {
        Path set;
        try (Stream<Path> sets = Files.list(whole.resolve("certs"))) {
            set = whole.relativize(sets.findFirst().orElseThrow());
        }
        for (String file : List.of("key.pem", "chain.pem", "meta.json")) {
            damages.put(
                    BOTH + file + " swapped",
                    to -> {
                        Path one = to.resolve(set).resolve("1").resolve(file);
                        Path two = to.resolve(set).resolve("2").resolve(file);
                        byte[] first = Files.readAllBytes(one);
                        Files.write(one, Files.readAllBytes(two));
                        Files.write(two, first);
                    });
        }
        damages.put(
                "key and chain of one generation swapped",
                to -> {
                    Path home = to.resolve(set).resolve("2");
                    byte[] key = Files.readAllBytes(home.resolve("key.pem"));
                    Files.write(
                            home.resolve("key.pem"), Files.readAllBytes(home.resolve("chain.pem")));
                    Files.write(home.resolve("chain.pem"), key);
                });
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }
}
