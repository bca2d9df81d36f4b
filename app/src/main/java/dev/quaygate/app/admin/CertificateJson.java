package dev.quaygate.app.admin;

import dev.quaygate.acme.CertificateStatus;
import dev.quaygate.acme.TimelineEntry;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Certificates as programs read them. Keys are never among it. */
final class CertificateJson {
    private CertificateJson() {}

    static ObjectNode one(CertificateStatus status, boolean onDemand, List<String> usedBy) {
        ObjectNode node = JsonMapper.shared().createObjectNode();
        node.put("id", status.id());
        status.names().forEach(node.putArray("names")::add);
        node.put("keyType", status.keyType());
        node.put("state", status.state().word()).put("source", status.source());
        certificate(node, status);
        node.putObject("issuer")
                .put("id", status.issuer().id())
                .put("cn", status.issuer().cn())
                .put("profile", status.issuer().profile());
        node.put("lifeLeft", Math.round(status.lifeLeft() * 100) / 100.0);
        node.put("serving", status.serving()).put("onDemand", onDemand);
        node.putObject("next")
                .put("action", status.next().action())
                .put("at", text(status.next().at()))
                .put("why", status.next().why());
        ari(node, status);
        attempt(node, status);
        node.put("failures", status.failures());
        usedBy.forEach(node.putArray("usedBy")::add);
        return node;
    }

    static ArrayNode events(List<TimelineEntry> entries) {
        ArrayNode list = JsonMapper.shared().createArrayNode();
        entries.forEach(entry ->
                list.addObject()
                        .put("at", entry.at().toString())
                        .put("kind", entry.kind().word())
                        .put("text", entry.text())
                        .put("code", entry.code()));
        return list;
    }

    private static void certificate(ObjectNode node, CertificateStatus status) {
        var certificate = status.certificate();
        if (certificate == null) {
            return;
        }
        node.put("serial", certificate.serial());
        node.put("sha256", certificate.sha256()).put("generation", certificate.generation());
        certificate.chain().forEach(node.putArray("chain")::add);
        node.put("notBefore", certificate.notBefore().toString());
        node.put("notAfter", certificate.notAfter().toString());
        node.put("obtainedAt", certificate.obtainedAt().toString());
    }

    private static void ari(ObjectNode node, CertificateStatus status) {
        var ari = status.ari();
        if (ari == null) {
            node.putNull("ari");
            return;
        }
        node.putObject("ari")
                .put("start", ari.start().toString())
                .put("end", ari.end().toString())
                .put("checkedAt", ari.checkedAt().toString())
                .put("nextCheck", ari.nextCheck().toString())
                .put(
                        "explanationUrl",
                        ari.explanationUrl() == null ? null : ari.explanationUrl().toString());
    }

    private static void attempt(ObjectNode node, CertificateStatus status) {
        var attempt = status.lastAttempt();
        if (attempt == null) {
            node.putNull("lastAttempt");
            return;
        }
        ObjectNode json = node.putObject("lastAttempt");
        json.put("at", attempt.at().toString()).put("result", attempt.result());
        json.put("tookMs", attempt.took().toMillis()).put("issuer", attempt.issuer());
        json.put("challenge", attempt.challenge()).put("step", attempt.step());
        var error = attempt.error();
        if (error == null) {
            json.putNull("error");
            return;
        }
        json.putObject("error")
                .put("code", error.code())
                .put("kind", error.kind())
                .put("type", error.type())
                .put("detail", error.detail())
                .put("fix", error.fix());
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }
}
