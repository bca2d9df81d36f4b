package dev.quaygate.app.admin;

import dev.quaygate.acme.CertificateStatus;
import dev.quaygate.acme.KeyChangeFailed;
import dev.quaygate.acme.RevocationFailed;
import dev.quaygate.acme.client.RevocationReason;
import dev.quaygate.app.state.Desk;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What may be done to certificates beside renewing them: revoke, forget, prune. */
record CertificateActions(Desk desk) {
    /** Revokes with the reason of the body, {@code unspecified} if it names none. */
    AdminAnswer revoke(AdminRequest request, String id) throws Refusal {
        RevocationReason reason = reason(request);
        String keyType = body(request).path("keyType").asString("");
        List<CertificateStatus> meant = new CertificateChoice(desk).all(id, keyType);
        try {
            var after = new ArrayList<CertificateStatus>();
            for (CertificateStatus one : meant) {
                after.add(desk.certificates().revoke(one.id(), reason));
            }
            return revoked(request, after, reason);
        } catch (IllegalArgumentException e) {
            throw Refusal.notFound(String.valueOf(e.getMessage()));
        } catch (RevocationFailed e) {
            throw Refusal.unavailable("QG3031", String.valueOf(e.getMessage()));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw Refusal.unavailable("QG4007", "it is stopping");
        }
    }

    private AdminAnswer revoked(
            AdminRequest request, List<CertificateStatus> after, RevocationReason reason) {
        if (request.wantsText()) {
            return AdminAnswer.text(
                    after.stream()
                            .map(one ->
                                    Texts.label(one)
                                            + "  revoked ("
                                            + word(reason)
                                            + "); next: "
                                            + one.next().action()
                                            + " with a new key\n")
                            .collect(Collectors.joining()));
        }
        return AdminAnswer.json(new CertificatesResource(desk).json(after)).status(202).exit(0);
    }

    /** Proves the names at the issuer's place for tests; exit status 1 if that fails. */
    AdminAnswer dryRun(AdminRequest request, CertificateStatus status, String issuer)
            throws InterruptedException {
        Optional<CertificateStatus.Fault> fault =
                desk.certificates().dryRun(status.id(), issuer.isEmpty() ? null : issuer);
        String names = Texts.names(status.names());
        if (request.wantsText()) {
            return AdminAnswer.text(
                            fault.map(why ->
                                            names
                                                    + "  the dry run failed: "
                                                    + why.code()
                                                    + " "
                                                    + why.detail()
                                                    + "\n  "
                                                    + why.fix()
                                                    + "\n")
                                    .orElse(names + "  the dry run went well; nothing changed\n"))
                    .exit(fault.isPresent() ? 1 : 0);
        }
        var node = JsonMapper.shared().createObjectNode();
        node.put("id", status.id()).put("passed", fault.isEmpty());
        fault.ifPresent(why ->
                node.putObject("error")
                        .put("code", why.code())
                        .put("detail", why.detail())
                        .put("fix", why.fix()));
        return AdminAnswer.json(node).exit(fault.isPresent() ? 1 : 0);
    }

    AdminAnswer forget(AdminRequest request, String id) throws Refusal {
        if (desk.certificates().status(id).isEmpty()) {
            throw Refusal.notFound("no certificate is called `" + id + "`");
        }
        if (!desk.certificates().forget(id)) {
            throw Refusal.busy("`" + id + "` is used by a route; remove the route first");
        }
        return deleted(request, List.of(id));
    }

    AdminAnswer prune(AdminRequest request) {
        return deleted(request, desk.certificates().prune());
    }

    /** A fresh key for our account at an issuer. */
    AdminAnswer changeKey(AdminRequest request, String issuer) throws Refusal {
        try {
            desk.certificates().changeAccountKey(issuer);
            return request.wantsText()
                    ? AdminAnswer.text(issuer + "  account key changed\n")
                    : AdminAnswer.json(
                            JsonMapper.shared().createObjectNode().put("issuer", issuer));
        } catch (IllegalArgumentException e) {
            throw Refusal.notFound(String.valueOf(e.getMessage()));
        } catch (KeyChangeFailed e) {
            throw Refusal.unavailable("QG3031", String.valueOf(e.getMessage()));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw Refusal.unavailable("QG4007", "it is stopping");
        }
    }

    private static AdminAnswer deleted(AdminRequest request, List<String> ids) {
        if (request.wantsText()) {
            String what = ids.stream().map(id -> id + "  deleted\n").collect(Collectors.joining());
            return AdminAnswer.text(ids.isEmpty() ? "nothing is unused\n" : what);
        }
        var node = JsonMapper.shared().createObjectNode();
        ids.forEach(node.putArray("deleted")::add);
        return AdminAnswer.json(node);
    }

    private static RevocationReason reason(AdminRequest request) throws Refusal {
        String wanted = body(request).path("reason").asString("unspecified");
        return Arrays.stream(RevocationReason.values())
                .filter(one -> word(one).equals(wanted))
                .findFirst()
                .orElseThrow(() -> Refusal.malformed(400, unknown(wanted)));
    }

    private static JsonNode body(AdminRequest request) throws Refusal {
        try {
            return JsonMapper.shared().readTree(request.body());
        } catch (JacksonException _) {
            throw Refusal.malformed(400, "the body is not JSON");
        }
    }

    private static String unknown(String reason) {
        String words =
                Arrays.stream(RevocationReason.values())
                        .map(CertificateActions::word)
                        .collect(Collectors.joining(", "));
        return "reason `" + reason + "` is none of " + words;
    }

    /** The word of RFC 5280 §5.3.1, for instance {@code keyCompromise}. */
    private static String word(RevocationReason reason) {
        String[] parts = reason.name().toLowerCase(Locale.ROOT).split("_", -1);
        var word = new StringBuilder(parts[0]);
        for (String part : List.of(parts).subList(1, parts.length)) {
            word.append(Character.toUpperCase(part.charAt(0))).append(part.substring(1));
        }
        return word.toString();
    }
}
