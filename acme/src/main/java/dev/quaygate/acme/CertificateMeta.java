package dev.quaygate.acme;

import dev.quaygate.acme.client.KeyType;
import dev.quaygate.acme.store.DamagedDocument;
import dev.quaygate.acme.store.JsonObject;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What cannot be read from the certificate itself.
 *
 * @param names as ordered
 * @param issuer id of the issuer
 * @param ca the authority, see {@link Accounts#ca}; empty for the internal one
 * @param profile profile ordered, null for the authority's default
 * @param obtainedAt when it was received
 * @param orderUrl order it came from, null for the internal authority
 * @param why why it was ordered
 */
record CertificateMeta(
        List<String> names,
        KeyType keyType,
        String issuer,
        String ca,
        @Nullable String profile,
        Instant obtainedAt,
        @Nullable URI orderUrl,
        RenewalReason why) {

    CertificateMeta {
        names = List.copyOf(names);
    }

    JsonObject toJson() {
        return new JsonObject()
                .put("format", "x509")
                .put("names", names)
                .put("keyType", keyType.word())
                .put("issuer", issuer)
                .put("ca", ca)
                .put("profile", profile)
                .put("obtainedAt", obtainedAt)
                .put("orderUrl", orderUrl == null ? null : orderUrl.toString())
                .put("why", why.name());
    }

    static CertificateMeta of(JsonObject json) {
        return new CertificateMeta(
                json.texts("names"),
                keyType(json.text("keyType")),
                json.text("issuer"),
                json.text("ca"),
                json.textOrNull("profile"),
                json.instant("obtainedAt"),
                PendingOrder.uri(json.textOrNull("orderUrl")),
                PendingOrder.reason(json.text("why")));
    }

    private static KeyType keyType(String word) {
        try {
            return KeyType.of(word);
        } catch (IllegalArgumentException e) {
            throw new DamagedDocument("'" + word + "' is no key type", e);
        }
    }
}
