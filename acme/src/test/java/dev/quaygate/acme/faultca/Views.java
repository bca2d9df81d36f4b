package dev.quaygate.acme.faultca;

import dev.quaygate.acme.client.AcmeStatus;
import dev.quaygate.acme.client.SubjectNames;
import dev.quaygate.acme.store.JsonObject;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** What an authority's things look like as JSON (RFC 8555 §7.1). */
final class Views {
    private final Urls urls;

    Views(Urls urls) {
        this.urls = urls;
    }

    JsonObject directory(CaSettings settings) {
        var meta =
                new JsonObject()
                        .put("termsOfService", "https://ca.test/terms")
                        .put("caaIdentities", List.of("ca.test"))
                        .put("externalAccountRequired", !settings.bindings().isEmpty());
        if (settings.namesProfiles()) {
            var profiles = new JsonObject();
            settings.profiles().forEach(p -> profiles.put(p.name(), "a profile of tests"));
            meta.put("profiles", profiles);
        }
        var json =
                new JsonObject()
                        .put("newNonce", url(Endpoint.NEW_NONCE))
                        .put("newAccount", url(Endpoint.NEW_ACCOUNT))
                        .put("newOrder", url(Endpoint.NEW_ORDER))
                        .put("revokeCert", url(Endpoint.REVOKE))
                        .put("keyChange", url(Endpoint.KEY_CHANGE))
                        .put("meta", meta);
        return settings.renewalInfo() ? json.put("renewalInfo", url(Endpoint.RENEWAL_INFO)) : json;
    }

    JsonObject account(Account account) {
        return new JsonObject()
                .put("status", account.deactivated ? "deactivated" : "valid")
                .put("contact", account.contact);
    }

    JsonObject order(Order order, Instant now) {
        AcmeStatus status = order.status(now);
        Issued issued = order.certificate;
        boolean done = issued != null && status == AcmeStatus.VALID;
        return new JsonObject()
                .put("status", word(status))
                .put("expires", order.expires)
                .put("identifiers", identifiers(order.names))
                .put(
                        "authorizations",
                        order.authorizations.stream()
                                .map(a -> urls.of(Endpoint.AUTHORIZATION, a.id).toString())
                                .toList())
                .put("finalize", urls.of(Endpoint.FINALIZE, order.id).toString())
                .put("replaces", order.replaces)
                .put("profile", order.namedProfile ? order.profile.name() : null)
                .put("error", order.error == null ? null : order.error.json())
                .put(
                        "certificate",
                        issued != null && done
                                ? urls.of(Endpoint.CERTIFICATE, issued.id).toString()
                                : null);
    }

    JsonObject authorization(Authorization authorization, Instant now) {
        return new JsonObject()
                .put("status", word(authorization.status(now)))
                .put("expires", authorization.expires)
                .put("identifier", identifier(authorization.name))
                .put("wildcard", authorization.wildcard ? Boolean.TRUE : null)
                .put("challenges", authorization.challenges.stream().map(this::challenge).toList());
    }

    JsonObject challenge(CaChallenge challenge) {
        return new JsonObject()
                .put("type", challenge.type)
                .put("url", urls.of(Endpoint.CHALLENGE, challenge.id).toString())
                .put("token", challenge.token)
                .put("status", word(challenge.status))
                .put("validated", challenge.validated)
                .put("error", challenge.error == null ? null : challenge.error.json());
    }

    static JsonObject window(RenewalWindow window) {
        return new JsonObject()
                .put(
                        "suggestedWindow",
                        new JsonObject().put("start", window.start()).put("end", window.end()))
                .put("explanationURL", window.explanation());
    }

    private static List<JsonObject> identifiers(Collection<String> names) {
        return names.stream().map(Views::identifier).toList();
    }

    private static JsonObject identifier(String name) {
        return new JsonObject()
                .put("type", SubjectNames.isAddress(name) ? "ip" : "dns")
                .put("value", name);
    }

    private static String word(AcmeStatus status) {
        return status.name().toLowerCase(Locale.ROOT);
    }

    private String url(Endpoint endpoint) {
        return urls.of(endpoint).toString();
    }
}
