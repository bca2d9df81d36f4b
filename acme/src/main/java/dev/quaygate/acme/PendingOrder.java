package dev.quaygate.acme;

import dev.quaygate.acme.client.CertId;
import dev.quaygate.acme.store.DamagedDocument;
import dev.quaygate.acme.store.JsonObject;
import java.net.URI;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An order on its way, stored before the authority is asked, so that a restart goes on instead of
 * ordering again.
 *
 * @param issuer id of the issuer
 * @param ca the authority, see {@link Accounts#ca}
 * @param why why it was ordered
 * @param startedAt when
 * @param replaces certificate that is replaced, null for none
 * @param orderUrl null until the authority answered
 * @param certificateUrl null until the order is valid
 */
record PendingOrder(
        String issuer,
        String ca,
        RenewalReason why,
        Instant startedAt,
        @Nullable CertId replaces,
        @Nullable String profile,
        @Nullable URI orderUrl,
        @Nullable URI certificateUrl) {

    PendingOrder withOrder(URI url) {
        return new PendingOrder(issuer, ca, why, startedAt, replaces, profile, url, certificateUrl);
    }

    PendingOrder withCertificate(URI url) {
        return new PendingOrder(issuer, ca, why, startedAt, replaces, profile, orderUrl, url);
    }

    PendingOrder withoutReplaces() {
        return new PendingOrder(
                issuer, ca, why, startedAt, null, profile, orderUrl, certificateUrl);
    }

    JsonObject toJson() {
        return new JsonObject()
                .put("issuer", issuer)
                .put("ca", ca)
                .put("why", why.name())
                .put("startedAt", startedAt)
                .put("replaces", replaces == null ? null : replaces.value())
                .put("profile", profile)
                .put("orderUrl", orderUrl == null ? null : orderUrl.toString())
                .put("certificateUrl", certificateUrl == null ? null : certificateUrl.toString());
    }

    static PendingOrder of(JsonObject json) {
        String replaces = json.textOrNull("replaces");
        return new PendingOrder(
                json.text("issuer"),
                json.text("ca"),
                reason(json.text("why")),
                json.instant("startedAt"),
                replaces == null ? null : new CertId(replaces),
                json.textOrNull("profile"),
                uri(json.textOrNull("orderUrl")),
                uri(json.textOrNull("certificateUrl")));
    }

    static RenewalReason reason(String word) {
        try {
            return RenewalReason.valueOf(word);
        } catch (IllegalArgumentException e) {
            throw new DamagedDocument("'" + word + "' is no reason", e);
        }
    }

    static @Nullable URI uri(@Nullable String text) {
        try {
            return text == null ? null : URI.create(text);
        } catch (IllegalArgumentException e) {
            throw new DamagedDocument("'" + text + "' is no address", e);
        }
    }
}
