package dev.quaygate.acme.faultca;

import dev.quaygate.acme.store.JsonObject;
import java.util.Collection;

/** Refuses what was not asked for. */
final class Strict {
    private Strict() {}

    static void only(JsonObject json, Collection<String> known, String what) throws CaProblem {
        for (String name : json.names()) {
            if (!known.contains(name)) {
                throw CaProblem.malformed(what + ": unknown field \"" + name + "\"");
            }
        }
    }
}
