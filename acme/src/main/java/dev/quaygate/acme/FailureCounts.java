package dev.quaygate.acme;

import dev.quaygate.acme.issue.FailureKind;
import dev.quaygate.acme.store.JsonObject;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How often attempts of one set at one issuer have failed since the last success, by kind. An
 * authority that is away in between does not make a name's failed proofs undone: else two faults
 * that take turns would begin the schedule anew each time.
 */
record FailureCounts(Map<FailureKind, Integer> byKind) {
    static final FailureCounts NONE = new FailureCounts(Map.of());

    FailureCounts {
        byKind = Map.copyOf(byKind);
    }

    static FailureCounts of(@Nullable IssuerBackoff before) {
        return before == null ? NONE : before.counts();
    }

    int of(FailureKind kind) {
        return byKind.getOrDefault(kind, 0);
    }

    FailureCounts and(FailureKind kind) {
        var more = new EnumMap<FailureKind, Integer>(FailureKind.class);
        more.putAll(byKind);
        more.merge(kind, 1, Integer::sum);
        return new FailureCounts(more);
    }

    JsonObject toJson() {
        var json = new JsonObject();
        byKind.forEach((kind, count) -> json.put(kind.word(), count));
        return json;
    }

    /**
     * Reads what was stored.
     *
     * @throws IllegalArgumentException if a kind is unknown
     */
    static FailureCounts of(JsonObject json) {
        var counts = new EnumMap<FailureKind, Integer>(FailureKind.class);
        json.names().forEach(word -> counts.put(FailureKind.of(word), json.number(word)));
        return new FailureCounts(counts);
    }
}
