package dev.quaygate.app;

import dev.quaygate.acme.CertificateStatus;
import dev.quaygate.acme.CertificateStatus.State;
import dev.quaygate.acme.LifeAlert;
import dev.quaygate.acme.TimelineEntry;
import dev.quaygate.app.admin.Texts;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.function.Function;

/** Says in the log what an operator wants to know about certificates, one line each. */
final class CertificateNews {
    private final InstantSource clock;

    private final CertificateEvents events;

    CertificateNews(InstantSource clock, CertificateEvents events) {
        this.clock = clock;
        this.events = events;
    }

    /**
     * @param statuses looks a set up by its id
     */
    void recorded(
            String id,
            TimelineEntry entry,
            Function<String, Optional<CertificateStatus>> statuses) {
        events.recorded(id, entry);
        switch (entry.kind()) {
            case PUBLISHED -> Thread.startVirtualThread(() -> tell(id, statuses));
            case FAILED -> Messages.warn("{}  {}{}", name(id, statuses), entry.text(), code(entry));
            case RETRY_AT ->
                    Messages.say("{}  next try {}", name(id, statuses), when(entry.text()));
            case REVOKED, ALERT ->
                    Messages.say("{}  {}{}", name(id, statuses), entry.text(), code(entry));
            default -> {}
        }
    }

    void alerted(LifeAlert alert) {
        events.alerted(alert);
    }

    /** The entry is written before the attempt is over, and the next renewal known only then. */
    private void tell(String id, Function<String, Optional<CertificateStatus>> statuses) {
        try {
            for (int i = 0; i < 40 && isUnsettled(statuses.apply(id)); i++) {
                Thread.sleep(Duration.ofMillis(50));
            }
            statuses.apply(id).ifPresent(this::issued);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean isUnsettled(Optional<CertificateStatus> status) {
        return status.filter(one ->
                        one.next().at() == null || one.source().equals("acme") && one.ari() == null)
                .isPresent();
    }

    private void issued(CertificateStatus status) {
        var certificate = status.certificate();
        var attempt = status.lastAttempt();
        if (certificate == null || attempt == null || status.state() == State.UNUSED) {
            return;
        }
        var now = clock.instant();
        String renews =
                status.next().at() == null
                        ? ""
                        : ", renews in "
                                + Texts.span(Duration.between(now, status.next().at()))
                                + " ("
                                + Texts.why(status)
                                + ")";
        Messages.say(
                "{}  issued in {}, expires in {}{}",
                Texts.label(status),
                Texts.seconds(attempt.took()),
                Texts.span(Duration.between(now, certificate.notAfter())),
                renews);
    }

    private static String name(String id, Function<String, Optional<CertificateStatus>> statuses) {
        return statuses.apply(id).map(Texts::label).orElse(id);
    }

    /** The entry begins with an instant; people count from now. */
    private String when(String text) {
        int blank = text.indexOf(' ');
        int end = blank < 0 ? text.length() : blank;
        try {
            Instant at = Instant.parse(text.substring(0, end));
            return "in " + Texts.span(Duration.between(clock.instant(), at)) + text.substring(end);
        } catch (DateTimeParseException _) {
            return text;
        }
    }

    private static String code(TimelineEntry entry) {
        return entry.code() == null ? "" : " (" + entry.code() + ")";
    }
}
