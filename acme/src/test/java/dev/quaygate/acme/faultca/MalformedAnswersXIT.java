package dev.quaygate.acme.faultca;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.acme.CertificateStatus.State;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * AF6: answers of wrong type, size, encoding or content are refused: nothing of them is stored or
 * served, and no request goes to a host that the directory did not name.
 */
final class MalformedAnswersXIT {
    private static final String NAME = "shop.example.com";

    @TempDir private Path root;

    @Test
    void storesAndServesNothingOfAMalformedAnswer() throws Exception {
        var nobody =
                new Authority(
                        CaSettings.defaults(),
                        new dev.quaygate.acme.VirtualClock(),
                        new ChallengeBoard());
        List<String> names =
                List.copyOf(new Malformed("https://127.0.0.1/", nobody).all().keySet());
        var cases = new SideBySide();
        for (int i = 0; i < names.size(); i++) {
            if (FullForm.isWanted(names.get(i)) || (FullForm.isBrief() && i % 4 == 0)) {
                Path directory = root.resolve("case-" + i);
                String name = names.get(i);
                cases.add(name, () -> run(directory, name));
            }
        }

        List<String> failures = cases.run();

        System.out.printf(
                "AF6: %d of %d malformed answers, %d failed%n",
                cases.size(), names.size(), failures.size());
        assertThat(failures).isEmpty();
    }

    private static void run(Path directory, String name) throws Exception {
        try (var trap = new Trap();
                Lab lab = Lab.at(directory)) {
            Authority ca = lab.https("ca", CaSettings.defaults().withoutRenewalInfo());
            Malformed.Answer answer =
                    Objects.requireNonNull(new Malformed(trap.url(), ca).all().get(name));
            var policy = lab.policy(NAME, "ca");
            lab.life().configure(policy);
            lab.life().run(Duration.ofHours(1));
            var first = lab.life().served(NAME);
            if (answer.endpoint() == Endpoint.NEW_ACCOUNT) {
                ca.forgetAccounts();
                lab.store().list("acme/").forEach(lab.store()::delete);
            }
            lab.restart();
            lab.life().configure(policy);
            lab.life().runUntil(first.obtainedAt().plus(Duration.ofDays(26)));
            lab.life().runUntil(Objects.requireNonNull(lab.life().status(NAME).next().at()));
            ca.script().on(answer.endpoint(), new When.Always(), answer.fault());

            lab.life().run(Duration.ofMinutes(20));

            assertThat(ca.script().applied()).as("met").isPositive();
            var status = lab.life().status(NAME);
            if (!answer.harmless()) {
                assertThat(status.state()).isEqualTo(State.FAILING);
                assertThat(lab.life().served(NAME).generation()).isEqualTo(1);
                assertThat(lab.store().load(status.id()).whole()).hasSize(1);
            }
            ca.script().clear();
            lab.life().run(Duration.ofDays(5));
            assertThat(lab.life().status(NAME).state()).isEqualTo(State.OK);
            assertThat(lab.life().served(NAME).generation()).isEqualTo(2);
            assertThat(isIssued(ca, lab)).as("served is what the authority issued").isTrue();
            assertThat(trap.caught()).as("requests to a foreign host").isZero();
            assertThat(lab.board.isEmpty()).isTrue();
        }
    }

    private static boolean isIssued(Authority ca, Lab lab) {
        var leaf = lab.life().served(NAME).key().leaf();
        return ca.issuedFor(NAME).contains(dev.quaygate.acme.client.CertId.of(leaf).orElseThrow());
    }
}
