package dev.quaygate.acme.faultca;

import dev.quaygate.acme.store.JsonObject;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An objection (RFC 7807), thrown by the core and worded by its faces. */
public final class CaProblem extends Exception {
    private static final long serialVersionUID = 1L;

    final int status;
    final String type;
    final @Nullable Instant retryAt;
    final transient List<Sub> subproblems;
    final @Nullable String instance;

    /** An objection to one name. */
    public record Sub(String type, String detail, String name) {}

    CaProblem(
            int status,
            String type,
            String detail,
            @Nullable Instant retryAt,
            List<Sub> subproblems,
            @Nullable String instance) {
        super(detail);
        this.status = status;
        this.type = type;
        this.retryAt = retryAt;
        this.subproblems = List.copyOf(subproblems);
        this.instance = instance;
    }

    static CaProblem of(int status, String type, String detail) {
        return new CaProblem(status, type, detail, null, List.of(), null);
    }

    static CaProblem malformed(String detail) {
        return of(400, "malformed", detail);
    }

    static CaProblem limited(String what, Instant retryAt) {
        String when = retryAt.toString().replace('T', ' ').replace("Z", " UTC");
        return new CaProblem(
                429, "rateLimited", what + ", retry after " + when, retryAt, List.of(), null);
    }

    String detail() {
        return String.valueOf(getMessage());
    }

    JsonObject json() {
        var json =
                new JsonObject()
                        .put("type", "urn:ietf:params:acme:error:" + type)
                        .put("detail", detail())
                        .put("status", status)
                        .put("instance", instance);
        if (!subproblems.isEmpty()) {
            json.put("subproblems", subproblems.stream().map(CaProblem::json).toList());
        }
        return json;
    }

    private static JsonObject json(Sub sub) {
        return new JsonObject()
                .put("type", "urn:ietf:params:acme:error:" + sub.type())
                .put("detail", sub.detail())
                .put("identifier", new JsonObject().put("type", "dns").put("value", sub.name()));
    }
}
