package dev.quaygate.acme.faultca;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.acme.CertificatePolicy;
import dev.quaygate.acme.CertificateStatus.State;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * AF5: every resource of an authority breaks in every way of transport and status, while a
 * certificate is due. The old one is served, the next try is announced, a Retry-After is kept up to
 * a day, other names renew elsewhere; when the fault ends the certificate comes.
 */
final class TransportFaultsXIT {
    private static final String NAME = "shop.example.com";
    private static final String OTHER = "other.example.net";
    private static final List<Endpoint> ENDPOINTS =
            List.of(
                    Endpoint.DIRECTORY,
                    Endpoint.NEW_NONCE,
                    Endpoint.NEW_ACCOUNT,
                    Endpoint.NEW_ORDER,
                    Endpoint.AUTHORIZATION,
                    Endpoint.CHALLENGE,
                    Endpoint.FINALIZE,
                    Endpoint.ORDER,
                    Endpoint.CERTIFICATE);

    /** Long enough for half a dozen tries. */
    private static final Duration OUTAGE = Duration.ofMinutes(40);

    @TempDir private Path root;

    /** A fault and the pause that it asks for. */
    private record Case(Function<Instant, Fault> fault, @Nullable Duration pause) {
        static Case of(Fault fault) {
            return new Case(_ -> fault, null);
        }
    }

    private static Map<String, Case> faults() {
        Map<String, Case> faults = new LinkedHashMap<>();
        faults.put("refuse", Case.of(new Fault.Refuse()));
        faults.put("hang at accept", Case.of(new Fault.HangAtAccept()));
        faults.put("hang at TLS", Case.of(new Fault.HangAtTls()));
        faults.put("hang at head", Case.of(new Fault.HangAtHead()));
        faults.put("hang at body", Case.of(new Fault.HangAtBody()));
        faults.put("drip 3 B/s", Case.of(new Fault.Drip(3)));
        faults.put("close after 20 B", Case.of(new Fault.CloseAfter(20)));
        faults.put("500", Case.of(new Fault.Status(500, null)));
        faults.put("503", Case.of(new Fault.Status(503, null)));
        faults.put(
                "503 seconds",
                new Case(_ -> new Fault.Status(503, "5400"), Duration.ofMinutes(90)));
        faults.put(
                "503 date",
                new Case(now -> new Fault.Status(503, date(now, 7200)), Duration.ofHours(2)));
        faults.put("503 past", new Case(now -> new Fault.Status(503, date(now, -7200)), null));
        faults.put(
                "503 ten years",
                new Case(_ -> new Fault.Status(503, "315360000"), Duration.ofDays(1)));
        faults.put("503 garbage", Case.of(new Fault.Status(503, "soon")));
        return faults;
    }

    private static String date(Instant now, long seconds) {
        return DateTimeFormatter.RFC_1123_DATE_TIME.format(
                now.plusSeconds(seconds).atOffset(ZoneOffset.UTC));
    }

    @Test
    void issuesOrSchedulesInEveryCase() throws Exception {
        int pairs = 0;
        var cases = new SideBySide();
        for (Endpoint endpoint : ENDPOINTS) {
            for (var fault : faults().entrySet()) {
                pairs++;
                // The short form takes a diagonal: every resource and every fault, not every pair.
                String name = endpoint.path() + " × " + fault.getKey();
                if (FullForm.isWanted(name) || (FullForm.isBrief() && pairs % 9 == 0)) {
                    Path directory = root.resolve("case-" + pairs);
                    cases.add(name, () -> run(directory, endpoint, fault.getValue()));
                }
            }
        }

        List<String> failures = cases.run();

        System.out.printf("AF5: %d of %d cases, %d failed%n", cases.size(), pairs, failures.size());
        assertThat(failures).isEmpty();
    }

    private static void run(Path directory, Endpoint endpoint, Case fault) throws Exception {
        try (Lab lab = Lab.at(directory)) {
            Authority ca = lab.https("ca", CaSettings.defaults().withoutRenewalInfo());
            lab.direct("second", CaSettings.defaults().withoutRenewalInfo());
            var policies =
                    new CertificatePolicy[] {lab.policy(NAME, "ca"), lab.policy(OTHER, "second")};
            lab.life().configure(policies);
            lab.life().run(Duration.ofHours(1));
            var first = lab.life().served(NAME);
            if (endpoint == Endpoint.NEW_ACCOUNT) {
                ca.forgetAccounts();
                lab.store()
                        .list("acme/")
                        .forEach(lab.store()::delete); // as after the loss of the account
            }
            Fault kind = fault.fault().apply(lab.clock.instant());
            lab.hurry(kind.keepsWaiting());
            lab.restart(); // with no nonce at hand
            lab.life().configure(policies);
            lab.life().runUntil(first.obtainedAt().plus(Duration.ofDays(26)));
            lab.life().runUntil(Objects.requireNonNull(lab.life().status(NAME).next().at()));
            Instant begin = lab.clock.instant();
            int before = ca.ledger().orders().size();
            ca.script().on(endpoint, new When.Always(), fault.fault().apply(begin));

            lab.life().run(fault.pause() == null ? OUTAGE : fault.pause().multipliedBy(2));

            assertThat(lab.life().served(NAME).key().leaf().getNotAfter().toInstant())
                    .isAfter(lab.clock.instant());
            var status = lab.life().status(NAME);
            if (fault.pause() != null) {
                keepsPause(ca, endpoint, begin, fault.pause());
            }
            if (status.state() == State.FAILING) {
                assertThat(status.next().at()).isAfter(lab.clock.instant().minusSeconds(1));
            }
            ca.script().clear();
            lab.hurry(false);
            lab.restart();
            lab.life().configure(policies);
            lab.life().run(Duration.ofDays(5));
            assertThat(lab.life().served(OTHER).generation()).isEqualTo(2);
            assertThat(lab.life().served(NAME).generation()).as("renewed at last").isEqualTo(2);
            assertThat(lab.life().status(NAME).state()).isEqualTo(State.OK);
            assertThat(lab.life().withdrawn()).isEmpty();
            assertThat(ca.ledger().orders().size() - before).as("orders").isBetween(1, 40);
            assertThat(lab.board.isEmpty()).isTrue();
        }
    }

    private static void keepsPause(Authority ca, Endpoint endpoint, Instant from, Duration pause) {
        List<Instant> met =
                ca.ledger().of(endpoint).stream()
                        .filter(entry -> entry.problem() != null && !entry.at().isBefore(from))
                        .map(Ledger.Entry::at)
                        .toList();
        assertThat(met).as("the fault was met").isNotEmpty();
        Instant attempt = met.getFirst().plusSeconds(5);
        Instant end = met.getFirst().plus(pause).minusSeconds(1);
        assertThat(met.stream().filter(at -> at.isAfter(attempt) && at.isBefore(end)))
                .as("asked again within the pause")
                .isEmpty();
    }
}
