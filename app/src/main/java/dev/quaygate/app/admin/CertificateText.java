package dev.quaygate.app.admin;

import dev.quaygate.acme.CertificateStatus;
import dev.quaygate.acme.TimelineEntry;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** Certificates as people read them. */
final class CertificateText {
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("yyyy-MM-dd").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm").withZone(ZoneId.systemDefault());
    private static final int EVENTS = 20;

    private final Instant now;
    private final Set<String> onDemand;

    /**
     * @param onDemand ids of sets that clients brought
     */
    CertificateText(Instant now, Set<String> onDemand) {
        this.now = now;
        this.onDemand = Set.copyOf(onDemand);
    }

    /**
     * @param warn also names those with less of their life left; 0 for none
     */
    String table(List<CertificateStatus> all, double warn) {
        var table = new Table("NAME", "ISSUER", "PROFILE", "EXPIRES", "RENEWS", "STATE");
        all.forEach(one ->
                table.row(
                        one.names().isEmpty() ? one.id() : Texts.label(one),
                        issuer(one),
                        profile(one),
                        expires(one),
                        renews(one),
                        state(one)));
        List<CertificateStatus> care = all.stream().filter(Readiness::needsCare).toList();
        String late =
                all.stream()
                        .filter(one -> CertificatesResource.isShort(one, warn, now))
                        .map(this::left)
                        .collect(Collectors.joining());
        if (care.isEmpty()) {
            return table.text() + late;
        }
        CertificateStatus first = care.getFirst();
        String name = first.names().isEmpty() ? first.id() : first.names().getFirst();
        return table.text()
                + late
                + (care.size() == 1 ? "1 needs" : care.size() + " need")
                + " attention: quaygate certs "
                + name
                + "\n";
    }

    private String left(CertificateStatus status) {
        var certificate = Objects.requireNonNull(status.certificate());
        double left =
                CertificatesResource.left(certificate.notBefore(), certificate.notAfter(), now);
        return "%s: %d %% of its life is left%n"
                .formatted(Texts.label(status), Math.round(left * 100));
    }

    /**
     * @param spent sentences about limits that its failures have used
     */
    String one(CertificateStatus status, List<TimelineEntry> timeline, List<String> spent) {
        var out = new StringBuilder();
        out.append(status.names().isEmpty() ? status.id() : String.join(" ", status.names()));
        out.append(Texts.key(status));
        var certificate = status.certificate();
        if (certificate == null) {
            out.append("   no certificate yet   ").append(issuer(status));
        } else {
            out.append("   serial ").append(serial(certificate.serial()));
            out.append("   ").append(issuer(status));
            out.append(profile(status).equals("-") ? "" : " " + profile(status));
            out.append("   ").append(MINUTE.format(certificate.notBefore())).append(" to ");
            out.append(MINUTE.format(certificate.notAfter())).append(" UTC");
        }
        out.append("   ").append(status.serving() ? "serving" : "not serving").append('\n');
        fault(out, status, timeline);
        line(out, "next", next(status) + String.join("", spent));
        events(out, timeline);
        return out.toString();
    }

    private static void fault(
            StringBuilder out, CertificateStatus status, List<TimelineEntry> timeline) {
        var attempt = status.lastAttempt();
        var error = attempt == null ? null : attempt.error();
        if (attempt == null || error == null) {
            return;
        }
        Instant began = attempt.at();
        line(out, "why", error.code() + " " + error.detail());
        timeline.stream()
                .filter(entry -> entry.isSeenFromHere() && !entry.at().isBefore(began))
                .forEach(entry -> line(out, "", entry.text()));
        if (!error.fix().isEmpty()) {
            line(out, "fix", error.fix());
        }
    }

    private String next(CertificateStatus status) {
        Instant at = status.next().at();
        String when =
                at == null
                        ? ""
                        : TIME.format(at) + " (in " + Texts.span(Duration.between(now, at)) + ") ";
        String action = status.next().action();
        String why = why(status);
        return when + (why.startsWith(action + " ") ? why : action + ": " + why);
    }

    private static String why(CertificateStatus status) {
        String why = Texts.why(status);
        return why.equals("ARI") ? "ARI window" : why;
    }

    private void events(StringBuilder out, List<TimelineEntry> timeline) {
        String word = "timeline";
        int skip = Math.max(0, timeline.size() - EVENTS);
        for (TimelineEntry entry : timeline.subList(skip, timeline.size())) {
            String code = entry.code() == null ? "" : " (" + entry.code() + ")";
            line(
                    out,
                    word,
                    MINUTE.format(entry.at())
                            + " "
                            + entry.kind().word()
                            + ": "
                            + entry.text()
                            + code);
            word = "";
        }
    }

    private static void line(StringBuilder out, String word, String text) {
        out.append(String.format("%-8s %s%n", word, text));
    }

    /** Enough of a serial number to tell it from others. */
    private static String serial(String hex) {
        return hex.length() <= 8
                ? hex
                : hex.substring(0, 4) + "…" + hex.substring(hex.length() - 2);
    }

    private static String issuer(CertificateStatus status) {
        String id = status.issuer().id();
        String cn = status.issuer().cn();
        String name = Texts.issuer(id);
        boolean says = cn != null && status.source().equals("acme");
        return says ? name + " " + cn : name.isEmpty() ? "-" : name;
    }

    private static String profile(CertificateStatus status) {
        String profile = status.issuer().profile();
        return profile == null ? "-" : profile;
    }

    private String expires(CertificateStatus status) {
        var certificate = status.certificate();
        if (certificate == null) {
            return "-";
        }
        Duration left = Duration.between(now, certificate.notAfter());
        return (left.isNegative() ? Texts.span(left) + " ago" : "in " + Texts.span(left))
                + "\t"
                + DAY.format(certificate.notAfter());
    }

    private String renews(CertificateStatus status) {
        Instant at = status.next().at();
        return switch (status.next().action()) {
            case "none" -> "-";
            case "retry" ->
                    (at == null ? "" : TIME.format(at) + "\t") + "retry " + status.failures();
            case "wait" -> "now";
            default ->
                    at == null
                            ? "-"
                            : at.isAfter(now)
                                    ? "in "
                                            + Texts.span(Duration.between(now, at))
                                            + "\t"
                                            + why(status)
                                    : "now\t" + why(status);
        };
    }

    private String state(CertificateStatus status) {
        var attempt = status.lastAttempt();
        var error = attempt == null ? null : attempt.error();
        String word = status.state().word() + (onDemand.contains(status.id()) ? "  on demand" : "");
        return error == null || !Readiness.needsCare(status) ? word : word + "  " + error.code();
    }
}
