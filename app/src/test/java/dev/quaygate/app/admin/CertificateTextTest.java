package dev.quaygate.app.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.acme.CertificateStatus;
import dev.quaygate.acme.CertificateStatus.Attempt;
import dev.quaygate.acme.CertificateStatus.CertificateView;
import dev.quaygate.acme.CertificateStatus.Fault;
import dev.quaygate.acme.CertificateStatus.IssuerView;
import dev.quaygate.acme.CertificateStatus.Next;
import dev.quaygate.acme.CertificateStatus.State;
import dev.quaygate.acme.TimelineEntry;
import dev.quaygate.acme.TimelineEntry.Kind;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What {@code certs} and {@code certs NAME} print: C22. */
final class CertificateTextTest {
    private static final Instant NOW = Instant.parse("2026-11-23T14:00:00Z");
    private static final CertificateText TEXT = new CertificateText(NOW, Set.of());

    private static final CertificateStatus SHOP =
            status(
                    List.of("shop.example.com", "www.shop.example.com"),
                    State.OK,
                    new IssuerView("letsencrypt", "YE1", "tlsserver"),
                    view("2026-11-09T10:12:00Z", "2026-12-24T18:11:59Z"),
                    new Next("renew", Instant.parse("2026-12-09T18:41:17Z"), "ari"),
                    null);
    private static final CertificateStatus ADDRESS =
            status(
                    List.of("203.0.113.7"),
                    State.FAILING,
                    new IssuerView("letsencrypt", "YE1", "shortlived"),
                    view("2026-11-18T20:11:00Z", "2026-11-25T12:11:00Z"),
                    new Next(
                            "retry",
                            Instant.parse("2026-11-23T14:58:00Z"),
                            "retry 3 at letsencrypt, at its staging first, after validation"),
                    new Attempt(
                            Instant.parse("2026-11-23T13:18:00Z"),
                            "failed",
                            Duration.ofSeconds(20),
                            "letsencrypt",
                            "http-01",
                            "authorize",
                            new Fault(
                                    "QG3012",
                                    "validation",
                                    "connection",
                                    "Timeout during connect (likely firewall problem)",
                                    "open 80/tcp, or allow tls-alpn-01 too")));
    private static final CertificateStatus LOCAL =
            status(
                    List.of("app.localhost"),
                    State.OK,
                    new IssuerView("internal", "Quaygate intermediate", null),
                    view("2026-11-22T14:30:00Z", "2026-11-29T14:30:00Z"),
                    new Next("renew", Instant.parse("2026-11-26T15:00:00Z"), "life"),
                    null);

    @Test
    void theTableShowsIssuerExpiryNextActionAndWhatNeedsAPerson() {
        assertThat(TEXT.table(List.of(SHOP, ADDRESS, LOCAL), 0))
                .isEqualTo(
                        """
                        NAME                 ISSUER             PROFILE     EXPIRES             RENEWS                STATE
                        shop.example.com +1  Let's Encrypt YE1  tlsserver   in 31d  2026-12-24  in 16d  ARI window    ok
                        203.0.113.7          Let's Encrypt YE1  shortlived  in 46h  2026-11-25  %s   retry 3       failing  QG3012
                        app.localhost        internal           -           in 6d   2026-11-29  in 3d   half of life  ok
                        1 needs attention: quaygate certs 203.0.113.7
                        """
                                .formatted(local("2026-11-23T14:58:00Z")));
    }

    @Test
    void oneShowsWhyItFailedWhatToDoWhenItIsTriedAgainAndWhatIsLeft() {
        String text =
                TEXT.one(
                        ADDRESS,
                        List.of(
                                entry("13:05", Kind.ORDERED, "ari"),
                                entry(
                                        "13:18",
                                        Kind.CHALLENGE_INVALID,
                                        "seen from here: 203.0.113.7: answers on port 80; look outside")),
                        List.of("; 1 of 5 failed validations used at Let's Encrypt"));

        assertThat(text)
                .isEqualTo(
                        """
                        203.0.113.7   serial 04ab…e1   Let's Encrypt YE1 shortlived   2026-11-18 20:11 to 2026-11-25 12:11 UTC   serving
                        why      QG3012 Timeout during connect (likely firewall problem)
                                 seen from here: 203.0.113.7: answers on port 80; look outside
                        fix      open 80/tcp, or allow tls-alpn-01 too
                        next     %s (in 58m) retry 3 at letsencrypt, at its staging first, after validation; 1 of 5 failed validations used at Let's Encrypt
                        timeline 2026-11-23 13:05 ordered: ari
                                 2026-11-23 13:18 challenge-invalid: seen from here: 203.0.113.7: answers on port 80; look outside
                        """
                                .formatted(local("2026-11-23T14:58:00Z")));
    }

    private static TimelineEntry entry(String time, Kind kind, String text) {
        return new TimelineEntry(Instant.parse("2026-11-23T" + time + ":00Z"), kind, text, null);
    }

    /** Times of the day are the reader's. */
    private static String local(String instant) {
        return DateTimeFormatter.ofPattern("HH:mm")
                .withZone(ZoneId.systemDefault())
                .format(Instant.parse(instant));
    }

    private static CertificateView view(String notBefore, String notAfter) {
        return new CertificateView(
                "04ab12345678e1",
                "00",
                List.of("YE1"),
                1,
                Instant.parse(notBefore),
                Instant.parse(notAfter),
                Instant.parse(notBefore));
    }

    private static CertificateStatus status(
            List<String> names,
            State state,
            IssuerView issuer,
            CertificateView certificate,
            Next next,
            @Nullable Attempt last) {
        String source = issuer.id().equals("internal") ? "internal" : "acme";
        int failures = last == null ? 0 : 3;
        return new CertificateStatus(
                names.getFirst(),
                names,
                "p256",
                state,
                source,
                issuer,
                certificate,
                0.5,
                next,
                null,
                last,
                failures,
                true);
    }
}
