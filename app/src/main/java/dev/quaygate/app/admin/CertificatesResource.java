package dev.quaygate.app.admin;

import dev.quaygate.acme.CertificateStatus;
import dev.quaygate.acme.IssuerStatus;
import dev.quaygate.acme.TimelineEntry;
import dev.quaygate.acme.issue.BudgetLimit.Scope;
import dev.quaygate.acme.issue.OrderBudget.Usage;
import dev.quaygate.app.state.Desk;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** {@code /v1/certificates}. */
record CertificatesResource(Desk desk) {
    AdminAnswer list(AdminRequest request) throws Refusal {
        double warn = warn(request);
        String state = request.query().getOrDefault("state", "");
        String name = request.query().getOrDefault("name", "");
        List<CertificateStatus> some =
                desk.certificates().statuses().stream()
                        .filter(one -> state.isEmpty() || one.state().word().equals(state))
                        .filter(one -> name.isEmpty() || one.names().contains(name))
                        .toList();
        Instant now = desk.clock().instant();
        boolean care =
                some.stream().anyMatch(one -> Readiness.needsCare(one) || isShort(one, warn, now));
        var list = JsonMapper.shared().createArrayNode();
        some.forEach(one -> list.add(json(one)));
        AdminAnswer answer =
                request.wantsText()
                        ? AdminAnswer.text(text().table(some, warn))
                        : AdminAnswer.json(list);
        return answer.field("Quaygate-Attention", care ? "1" : "0");
    }

    private static double warn(AdminRequest request) throws Refusal {
        String text = request.query().getOrDefault("warn", "0");
        try {
            double warn = Double.parseDouble(text);
            if (warn >= 0 && warn < 1) {
                return warn;
            }
        } catch (NumberFormatException _) {
            // said below
        }
        throw Refusal.malformed(400, "warn is a fraction of a life, from 0 to 1");
    }

    /** Whether less than {@code warn} of the life of a certificate in use is left. */
    static boolean isShort(CertificateStatus status, double warn, Instant now) {
        var certificate = status.certificate();
        return certificate != null
                && status.state() != CertificateStatus.State.UNUSED
                && warn > 0
                && left(certificate.notBefore(), certificate.notAfter(), now) < warn;
    }

    static double left(Instant notBefore, Instant notAfter, Instant now) {
        double life = Duration.between(notBefore, notAfter).toMillis();
        return Math.max(0, Duration.between(now, notAfter).toMillis() / life);
    }

    AdminAnswer one(AdminRequest request, String id) throws Refusal {
        List<CertificateStatus> all = choice().all(id, keyType(request));
        if (request.wantsText()) {
            return AdminAnswer.text(all.stream().map(this::text).collect(Collectors.joining("\n")));
        }
        return AdminAnswer.json(json(all));
    }

    AdminAnswer part(AdminRequest request, String id, String part) throws Refusal {
        CertificateStatus status = choice().only(id, keyType(request));
        return switch (part) {
            case "events" -> AdminAnswer.json(CertificateJson.events(timeline(status)));
            case "pem" ->
                    AdminAnswer.of(
                            200,
                            "application/x-pem-file",
                            desk.certificates()
                                    .pem(status.id())
                                    .orElseThrow(() ->
                                            Refusal.notFound("it has no certificate that serves")));
            default -> throw Refusal.notFound("there is nothing here: " + request.method());
        };
    }

    AdminAnswer root() throws Refusal {
        try {
            return AdminAnswer.of(200, "application/x-pem-file", desk.certificates().rootPem());
        } catch (IOException e) {
            throw Refusal.unavailable(
                    "QG2005", "the internal authority has no root: " + e.getMessage());
        }
    }

    /** Looks at what would make the next order fail. */
    AdminAnswer preflight(AdminRequest request, String id) throws Refusal {
        CertificateStatus status = first(id);
        return new Findings(DoctorResource.preflight(desk, status.id())).answer(request);
    }

    /** The records of dns-persist-01, ready to paste; a POST because it may make the account. */
    AdminAnswer dnsRecord(AdminRequest request, String id) throws Refusal {
        CertificateStatus status = first(id);
        try {
            List<String> lines = desk.certificates().dnsRecords(status.id());
            if (lines.isEmpty()) {
                throw Refusal.notFound("`" + id + "` comes from no public CA: no record proves it");
            }
            if (request.wantsText()) {
                return AdminAnswer.text(
                        String.join("\n", lines)
                                + "\n; whoever has the account key can get certificates for these"
                                + " names: keep a backup, and no copy elsewhere\n");
            }
            var list = JsonMapper.shared().createArrayNode();
            lines.forEach(list::add);
            return AdminAnswer.json(list);
        } catch (IllegalArgumentException e) {
            throw Refusal.notFound(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw Refusal.unavailable("QG3031", String.valueOf(e.getMessage()));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw Refusal.unavailable("QG4007", "it is stopping");
        }
    }

    /** One as people read it, with what happened to it. */
    String text(CertificateStatus status) {
        return text().one(status, timeline(status), failuresUsed(status));
    }

    /** What an authority still allows a name that keeps failing. */
    private List<String> failuresUsed(CertificateStatus status) {
        return desk.certificates().issuers().stream()
                .flatMap(issuer ->
                        issuer.budget().stream()
                                .filter(usage -> usage.scope() == Scope.FAILURES)
                                .filter(usage -> status.names().contains(usage.subject()))
                                .map(usage -> failuresUsed(issuer, usage)))
                .toList();
    }

    private static String failuresUsed(IssuerStatus issuer, Usage usage) {
        return "; %d of %d failed validations used at %s"
                .formatted(usage.used(), usage.limit().count(), Texts.issuer(issuer.id()));
    }

    private CertificateText text() {
        return new CertificateText(desk.clock().instant(), desk.certificates().onDemand().sets());
    }

    private CertificateChoice choice() {
        return new CertificateChoice(desk);
    }

    private static String keyType(AdminRequest request) {
        return request.query().getOrDefault("keyType", "");
    }

    /** The names are the same, and so is what is said about them. */
    private CertificateStatus first(String id) throws Refusal {
        return choice().all(id, "").getFirst();
    }

    private List<TimelineEntry> timeline(CertificateStatus status) {
        return desk.certificates().timeline(status.id());
    }

    /** An object; a list where two share a name. */
    JsonNode json(List<CertificateStatus> some) {
        if (some.size() == 1) {
            return json(some.getFirst());
        }
        var list = JsonMapper.shared().createArrayNode();
        some.forEach(one -> list.add(json(one)));
        return list;
    }

    private ObjectNode json(CertificateStatus status) {
        boolean onDemand = desk.certificates().onDemand().sets().contains(status.id());
        return CertificateJson.one(status, onDemand, usedBy(status));
    }

    private List<String> usedBy(CertificateStatus status) {
        return desk.reloads().running().configuration().proxy().routes().stream()
                .filter(route ->
                        route.hosts().stream()
                                .anyMatch(host -> status.names().contains(host.toString())))
                .map(dev.quaygate.proxy.settings.Route::name)
                .toList();
    }
}
