package dev.quaygate.acme.server;

import dev.quaygate.acme.client.SubjectNames;
import dev.quaygate.acme.store.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * The authorization of one name (RFC 8555 §7.1.4) with its challenges, which share one token.
 *
 * @param type challenge that was tried, empty before
 * @param error problem document of a failed challenge
 */
record Proof(String name, String token, State state, String type, @Nullable JsonObject error) {
    enum State {
        PENDING,
        PROCESSING,
        VALID,
        INVALID;

        String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    static Proof open(String name, String token) {
        return new Proof(name, token, State.PENDING, "", null);
    }

    static Proof read(JsonObject stored) {
        return new Proof(
                stored.text("name"),
                stored.text("token"),
                State.valueOf(stored.text("state")),
                stored.text("type"),
                stored.has("error") ? stored.object("error") : null);
    }

    JsonObject stored() {
        return new JsonObject()
                .put("name", name)
                .put("token", token)
                .put("state", state.name())
                .put("type", type)
                .put("error", error);
    }

    Proof trying(String challenge) {
        return new Proof(name, token, State.PROCESSING, challenge, null);
    }

    Proof ended(@Nullable JsonObject problem) {
        return new Proof(name, token, problem == null ? State.VALID : State.INVALID, type, problem);
    }

    /** As clients see a name. */
    JsonObject identifier() {
        return new JsonObject()
                .put("type", SubjectNames.isAddress(name) ? "ip" : "dns")
                .put("value", name);
    }
}
