package dev.quaygate.acme.store;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Comparisons and, if all hold, changes, carried out as one. If one fails, {@link #elseGet} reads
 * instead. Built and sent by one thread.
 */
final class EtcdTransaction {
    private final EtcdKeys keys;
    private final List<JsonObject> compare = new ArrayList<>();
    private final List<JsonObject> success = new ArrayList<>();
    private final List<JsonObject> failure = new ArrayList<>();

    EtcdTransaction(EtcdKeys keys) {
        this.keys = keys;
    }

    /** Demands the revision in which the key was made, 0 for a key that is not there. */
    EtcdTransaction ifCreatedAt(String key, long revision) {
        return compare(key, "CREATE", "create_revision", String.valueOf(revision));
    }

    /** Demands the revision of the last change, 0 for a key that is not there. */
    EtcdTransaction ifChangedAt(String key, long revision) {
        return compare(key, "MOD", "mod_revision", String.valueOf(revision));
    }

    /** Demands that the key hangs on this lease. */
    EtcdTransaction ifLease(String key, String lease) {
        return compare(key, "LEASE", "lease", lease);
    }

    /** Puts a value; with a lease it goes when the lease ends. */
    EtcdTransaction put(String key, byte[] value, @Nullable String lease) {
        var put =
                new JsonObject()
                        .put("key", keys.of(key))
                        .put("value", EtcdKeys.encode(value))
                        .put("lease", lease);
        success.add(new JsonObject().put("request_put", put));
        return this;
    }

    EtcdTransaction delete(String key) {
        success.add(
                new JsonObject()
                        .put("request_delete_range", new JsonObject().put("key", keys.of(key))));
        return this;
    }

    EtcdTransaction deleteBelow(String prefix) {
        var range =
                new JsonObject().put("key", keys.of(prefix)).put("range_end", keys.endOf(prefix));
        success.add(new JsonObject().put("request_delete_range", range));
        return this;
    }

    EtcdTransaction elseGet(String key) {
        failure.add(
                new JsonObject().put("request_range", new JsonObject().put("key", keys.of(key))));
        return this;
    }

    JsonObject body() {
        return new JsonObject()
                .put("compare", compare)
                .put("success", success)
                .put("failure", failure);
    }

    static boolean succeeded(JsonObject answer) {
        return answer.flag("succeeded");
    }

    /** Revision of the whole store after the transaction. */
    static long revision(JsonObject answer) {
        return EtcdKeys.number(answer.object("header"), "revision");
    }

    /** What {@link #elseGet} found, null for nothing. */
    static @Nullable JsonObject found(JsonObject answer) {
        for (JsonObject response : answer.objects("responses")) {
            List<JsonObject> pairs = response.object("response_range").objects("kvs");
            if (!pairs.isEmpty()) {
                return pairs.getFirst();
            }
        }
        return null;
    }

    private EtcdTransaction compare(String key, String target, String member, String value) {
        compare.add(
                new JsonObject()
                        .put("key", keys.of(key))
                        .put("target", target)
                        .put("result", "EQUAL")
                        .put(member, value));
        return this;
    }
}
