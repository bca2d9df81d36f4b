package dev.quaygate.acme.server;

import dev.quaygate.acme.store.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An order with its authorizations (RFC 8555 §7.1.3).
 *
 * @param account thumbprint of the account's key
 * @param expires when it is worth nothing any more; for an issued one the end of the certificate
 * @param chain what was issued, as PEM
 */
record ServerOrder(
        String id, String account, Instant expires, List<Proof> proofs, @Nullable String chain) {
    ServerOrder {
        proofs = List.copyOf(proofs);
    }

    static ServerOrder read(String id, JsonObject stored) {
        return new ServerOrder(
                id,
                stored.text("account"),
                stored.instant("expires"),
                stored.objects("proofs").stream().map(Proof::read).toList(),
                stored.textOrNull("chain"));
    }

    JsonObject stored() {
        return new JsonObject()
                .put("account", account)
                .put("expires", expires)
                .put("proofs", proofs.stream().map(Proof::stored).toList())
                .put("chain", chain);
    }

    List<String> names() {
        return proofs.stream().map(Proof::name).toList();
    }

    String status() {
        if (chain != null) {
            return "valid";
        }
        var states = proofs.stream().map(Proof::state).collect(Collectors.toSet());
        if (states.contains(Proof.State.INVALID)) {
            return "invalid";
        }
        return states.equals(java.util.Set.of(Proof.State.VALID)) ? "ready" : "pending";
    }

    ServerOrder with(int index, Proof proof) {
        var next = new ArrayList<>(proofs);
        next.set(index, proof);
        return new ServerOrder(id, account, expires, next, chain);
    }

    ServerOrder issued(String pem, Instant end) {
        return new ServerOrder(id, account, end, proofs, pem);
    }

    // ---- as clients see it ----

    JsonObject json(String base) {
        String own = base + AcmeServer.ROOT + "order/" + id;
        var document =
                new JsonObject()
                        .put("status", status())
                        .put("expires", expires)
                        .put("identifiers", proofs.stream().map(Proof::identifier).toList())
                        .put(
                                "authorizations",
                                Stream.iterate(0, i -> i + 1)
                                        .limit(proofs.size())
                                        .map(i -> authorizationUrl(base, i))
                                        .toList())
                        .put("finalize", own + "/finalize");
        return chain == null
                ? document
                : document.put("certificate", base + AcmeServer.ROOT + "certificate/" + id);
    }

    String authorizationUrl(String base, int index) {
        return base + AcmeServer.ROOT + "authorization/" + id + "/" + index;
    }

    JsonObject authorization(String base, int index) {
        Proof proof = proofs.get(index);
        Proof.State state =
                proof.state() == Proof.State.PROCESSING ? Proof.State.PENDING : proof.state();
        return new JsonObject()
                .put("status", state.word())
                .put("expires", expires)
                .put("identifier", proof.identifier())
                .put(
                        "challenges",
                        Stream.of(ChallengeCheck.values())
                                .filter(check ->
                                        proof.type().isEmpty() || check.type().equals(proof.type()))
                                .map(check -> challenge(base, index, check.type()))
                                .toList());
    }

    JsonObject challenge(String base, int index, String type) {
        Proof proof = proofs.get(index);
        return new JsonObject()
                .put("type", type)
                .put("url", base + AcmeServer.ROOT + "challenge/" + id + "/" + index + "/" + type)
                .put("token", proof.token())
                .put("status", proof.state().word())
                .put("error", proof.error());
    }
}
