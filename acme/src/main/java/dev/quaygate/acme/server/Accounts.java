package dev.quaygate.acme.server;

import dev.quaygate.acme.client.ExternalAccountBinding;
import dev.quaygate.acme.store.DamagedDocument;
import dev.quaygate.acme.store.JsonObject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;

/** Who may order (RFC 8555 §7.3). Any thread. */
final class Accounts {
    private static final int NEW_PER_CLIENT = 20;

    private final ServerRecords records;
    private final RateLimit creations;

    Accounts(ServerRecords records, InstantSource clock) {
        this.records = records;
        this.creations =
                new RateLimit(
                        "new accounts for one address", NEW_PER_CLIENT, Duration.ofHours(1), clock);
    }

    /** The key of an account by its URL. */
    AccountKey bySigner(String kid, String base) throws ServerProblem {
        String prefix = base + AcmeServer.ROOT + "account/";
        Optional<AccountKey> key =
                kid.startsWith(prefix) && AcmeServer.isId(kid.substring(prefix.length()))
                        ? records.account(kid.substring(prefix.length()))
                        : Optional.empty();
        return key.orElseThrow(() ->
                ServerProblem.of(
                        400, "accountDoesNotExist", "there is no account " + kid + " here"));
    }

    AcmeServerResponse create(
            AcmeServerRequest request,
            AccountKey key,
            JsonObject payload,
            AcmeServerSettings settings)
            throws ServerProblem {
        boolean known = records.account(key.thumbprint()).isPresent();
        if (!known) {
            if (payload.flag("onlyReturnExisting")) {
                throw ServerProblem.of(
                        400, "accountDoesNotExist", "no account has this key; make one first");
            }
            creations.take(request.client());
            records.putAccount(key, binding(request, key, payload, settings));
        }
        return AcmeServerResponse.json(known ? 200 : 201, json())
                .with("Location", request.base() + AcmeServer.ROOT + "account/" + key.thumbprint());
    }

    /** Contacts are not kept, since nobody is written to. */
    AcmeServerResponse show() {
        return AcmeServerResponse.json(200, json());
    }

    private static JsonObject json() {
        return new JsonObject().put("status", "valid");
    }

    private static String binding(
            AcmeServerRequest request,
            AccountKey key,
            JsonObject payload,
            AcmeServerSettings settings)
            throws ServerProblem {
        if (settings.bindings().isEmpty()) {
            return "";
        }
        if (!payload.has("externalAccountBinding")) {
            throw ServerProblem.of(
                    403,
                    "externalAccountRequired",
                    "an account needs a key of certificates.internal.acme.eab");
        }
        Jws inner;
        try {
            inner = Jws.of(payload.object("externalAccountBinding"));
        } catch (DamagedDocument | IllegalArgumentException _) {
            throw ServerProblem.malformed("externalAccountBinding is not a JWS");
        }
        String kid = inner.text("kid").orElse("");
        byte[] mac =
                settings.bindings().stream()
                        .filter(binding -> binding.keyId().equals(kid))
                        .findFirst()
                        .map(ExternalAccountBinding::macKey)
                        .map(Base64.getUrlDecoder()::decode)
                        .orElseThrow(() -> ServerProblem.unauthorized("unknown kid " + kid));
        boolean bound =
                inner.isMacOf(mac)
                        && inner.text("url").orElse("").equals(request.url())
                        && AccountKey.of(inner.object()).jwk().equals(key.jwk());
        if (!bound) {
            throw ServerProblem.unauthorized("externalAccountBinding does not fit kid " + kid);
        }
        return kid;
    }
}
