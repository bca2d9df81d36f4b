package dev.quaygate.acme.faultca;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.acme.CertificateStatus;
import dev.quaygate.acme.CertificateStatus.State;
import dev.quaygate.acme.dns.DnsRecord;
import dev.quaygate.acme.pebble.PebbleServer;
import dev.quaygate.acme.preflight.Preflight;
import dev.quaygate.acme.preflight.Surroundings;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * AF15: names that are broken in DNS. The cause is told with its code, tries grow rarer, and what
 * this machine sees never has the last word: the authority may see it otherwise.
 */
final class DnsFaultsXIT {
    private static final String NAME = "shop.example.com";
    private static final String HERE = "127.0.0.1";

    @TempDir private Path directory;

    private final FaultyDns dns = new FaultyDns();
    private Lab lab;
    private Authority ca;

    @BeforeEach
    void start() throws IOException {
        lab = Lab.at(directory);
        ca = lab.direct("ca", CaSettings.defaults().withLimits());
        // Nothing listens there: what the probe finds is no reason to stop.
        int port = PebbleServer.freePorts(1).getFirst();
        var here = new Surroundings(Set.of(InetAddress.ofLiteral(HERE)), true, true, port, null);
        lab.preflight(
                new Preflight(
                        dns.view(),
                        () -> here,
                        lab.board::presentHttp01,
                        lab.board::withdrawHttp01,
                        _ -> true));
        dns.addresses(NAME, HERE);
        lab.restart();
    }

    @AfterEach
    void stop() throws IOException {
        lab.close();
    }

    @Test
    void aCaaRecordForOthersIsNamedAndCostsNoOrderUntilItIsCorrected() {
        dns.set(
                NAME,
                new DnsRecord.Address(NAME, InetAddress.ofLiteral(HERE)),
                new DnsRecord.Permission(NAME, 0, "issue", "other-ca.example"));

        assertStopped("QG3004", "allows other-ca.example, not ca");
    }

    @Test
    void aNameServerThatFailsIsNamedAndCostsNoOrderUntilItIsCorrected() {
        dns.failing(true);

        assertStopped("QG3007", "SERVFAIL");
    }

    @Test
    void aNameThatDoesNotExistIsNamedAndCostsNoOrderUntilItIsMade() {
        dns.set(NAME);

        assertStopped("QG3001", "no A and no AAAA");
    }

    @Test
    void aCircleOfAliasesIsNamedAndCostsNoOrderUntilItIsCorrected() {
        dns.set(NAME, new DnsRecord.Alias(NAME, "loop.example.com"));
        dns.set("loop.example.com", new DnsRecord.Alias("loop.example.com", NAME));

        assertStopped("QG3009", "shop.example.com -> loop.example.com -> shop.example.com");
    }

    /** Stopped for a day with growing pauses; issued at the first try after the repair. */
    private void assertStopped(String code, String cause) {
        lab.life().configure(lab.policy(NAME, "ca"));
        lab.life().run(Duration.ofMinutes(30));
        CertificateStatus status = lab.life().status(NAME);
        var fault = requireNonNull(requireNonNull(status.lastAttempt()).error());
        assertThat(fault.code()).isEqualTo(code);
        assertThat(fault.detail()).contains(cause);
        assertThat(fault.fix()).isNotBlank();
        assertThat(status.state()).isEqualTo(State.FAILING);
        assertThat(status.failures()).isEqualTo(2 + 1);
        assertThat(requireNonNull(status.next().at()))
                .isAfter(lab.clock.instant().plus(Duration.ofHours(1)));

        lab.life().run(Duration.ofHours(7));
        assertThat(ca.ledger().orders()).isEmpty();
        repair();
        lab.life().run(Duration.ofDays(1));

        assertThat(lab.life().status(NAME).state()).isEqualTo(State.OK);
        assertThat(ca.ledger().orders()).hasSize(1);
        assertThat(ca.mostFailuresInRow()).isZero();
    }

    @Test
    void anAuthorityThatSeesTheNameOtherwiseIssuesInTheEnd() {
        dns.set(NAME);
        lab.life().configure(lab.policy(NAME, "ca"));

        lab.life().run(Duration.ofDays(3));

        assertThat(lab.life().status(NAME).state()).isEqualTo(State.OK);
        assertThat(ca.ledger().orders()).hasSize(1);
    }

    @Test
    void anAuthorityThatAgreesIsAskedOnceADay() {
        dns.set(NAME);
        lab.board.breakName(NAME);
        Instant start = lab.clock.instant();
        lab.life().configure(lab.policy(NAME, "ca"));

        lab.life().run(Duration.ofDays(60));

        List<Instant> asked =
                ca.ledger().of(Endpoint.CHALLENGE).stream().map(Ledger.Entry::at).toList();
        System.out.printf("AF15: asked %d times in 60 days%n", asked.size());
        assertThat(asked).hasSizeBetween(30, 60);
        assertThat(asked.getFirst()).isAfter(start.plus(Duration.ofDays(1)));
        for (int i = 1; i < asked.size(); i++) {
            assertThat(Duration.between(asked.get(i - 1), asked.get(i)))
                    .isGreaterThanOrEqualTo(Duration.ofDays(1));
        }
        assertThat(ca.limitRefusals()).isZero();
    }

    @Test
    void anAddressOfAnotherMachineStopsNothingAndExplainsTheRefusal() {
        dns.addresses(NAME, "127.0.0.77");

        assertExplained("QG3014", "QG3002", "points to 127.0.0.77");
    }

    @Test
    void anIpv6AddressOfAnotherMachineStopsNothingAndExplainsTheRefusal() {
        dns.addresses(NAME, HERE, "2001:db8::77");

        assertExplained("QG3014", "QG3003", "AAAA points to 2001:db8:0:0:0:0:0:77");
    }

    /** The authority is asked at once, and what we see is told with its objection. */
    private void assertExplained(String code, String seen, String words) {
        lab.board.breakName(NAME);
        lab.life().configure(lab.policy(NAME, "ca"));
        lab.life().run(Duration.ofSeconds(50));
        CertificateStatus status = lab.life().status(NAME);
        var fault = requireNonNull(requireNonNull(status.lastAttempt()).error());
        assertThat(fault.code()).isEqualTo(code);
        assertThat(lab.life().manager().timeline(NAME))
                .anySatisfy(entry -> {
                    assertThat(entry.code()).isEqualTo(seen);
                    assertThat(entry.text()).contains(words);
                });
        assertThat(ca.ledger().orders()).isNotEmpty();
        repair();

        lab.life().run(Duration.ofMinutes(30));

        assertThat(lab.life().status(NAME).state()).isEqualTo(State.OK);
    }

    private void repair() {
        dns.failing(false);
        dns.addresses(NAME, HERE);
        lab.board.repairName(NAME);
    }
}
