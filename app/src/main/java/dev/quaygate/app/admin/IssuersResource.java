package dev.quaygate.app.admin;

import dev.quaygate.acme.IssuerStatus;
import dev.quaygate.acme.issue.OrderBudget.Usage;
import dev.quaygate.app.state.Desk;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Who issues, how it is, and what is left of its limits: {@code /v1/issuers}. */
record IssuersResource(Desk desk) {
    AdminAnswer list(AdminRequest request) {
        List<IssuerStatus> issuers = desk.certificates().issuers();
        if (request.wantsText()) {
            var out = new StringBuilder();
            issuers.forEach(issuer -> text(out, issuer));
            return AdminAnswer.text(out.isEmpty() ? "no certificate is ordered\n" : out.toString());
        }
        var list = JsonMapper.shared().createArrayNode();
        issuers.forEach(issuer -> json(list.addObject(), issuer));
        return AdminAnswer.json(list);
    }

    private static void json(ObjectNode node, IssuerStatus issuer) {
        Instant probe = issuer.nextProbe();
        node.put("id", issuer.id())
                .put("directory", text(issuer.directory()))
                .put("accountUrl", text(issuer.account()))
                .put("failures", issuer.failures())
                .put("nextProbe", probe == null ? null : probe.toString())
                .put("inFlight", issuer.inFlight());
        ObjectNode profiles = node.putObject("profiles");
        issuer.profiles().forEach(profiles::put);
        issuer.caa().forEach(node.putArray("caa")::add);
        var budget = node.putArray("budget");
        for (Usage usage : issuer.budget()) {
            budget.addObject()
                    .put("limit", usage.scope().word())
                    .put("subject", usage.subject())
                    .put("used", usage.used())
                    .put("left", usage.left())
                    .put("ceiling", usage.limit().automatic())
                    .put("caLimit", usage.limit().count())
                    .put("windowMs", usage.limit().window().toMillis())
                    .put("next", usage.next().toString());
        }
    }

    private void text(StringBuilder out, IssuerStatus issuer) {
        Instant now = desk.clock().instant();
        out.append(Texts.issuer(issuer.id())).append("   ");
        out.append(issuer.directory() == null ? "this installation" : issuer.directory());
        out.append("   ").append(Texts.count(issuer.inFlight(), "order")).append(" in flight\n");
        Instant probe = issuer.nextProbe();
        if (probe != null) {
            line(
                    out,
                    "health",
                    "does not answer ("
                            + Texts.count(issuer.failures(), "failure")
                            + "), asked again in "
                            + Texts.span(Duration.between(now, probe)));
        }
        if (issuer.account() != null) {
            line(out, "account", issuer.account().toString());
        }
        if (!issuer.profiles().isEmpty()) {
            line(out, "profiles", String.join(", ", issuer.profiles().keySet()));
        }
        issuer.caa().forEach(value -> line(out, "caa", "NAME. CAA " + value));
        issuer.budget().forEach(usage -> line(out, "budget", text(usage, now)));
    }

    private static String text(Usage usage, Instant now) {
        String next =
                usage.left() > 0
                        ? ""
                        : ", next in about " + Texts.span(Duration.between(now, usage.next()));
        return usage.used()
                + " of "
                + usage.limit().automatic()
                + " used"
                + next
                + ": "
                + usage.scope().word()
                + (usage.subject().equals("default") ? "" : " " + usage.subject())
                + " in "
                + Texts.span(usage.limit().window());
    }

    private static void line(StringBuilder out, String word, String text) {
        out.append(String.format("%-8s %s%n", word, text));
    }

    private static @Nullable String text(@Nullable URI uri) {
        return uri == null ? null : uri.toString();
    }
}
