package dev.quaygate.acme.server;

import dev.quaygate.acme.store.JsonObject;
import java.io.Serial;

/** A request that is refused; becomes a problem document (RFC 8555 §6.7). */
final class ServerProblem extends Exception {
    @Serial private static final long serialVersionUID = 1L;

    private final int status;
    private final String type;
    private final int retryAfter;

    private ServerProblem(int status, String type, String detail, int retryAfter) {
        super(detail, null, false, false);
        this.status = status;
        this.type = type;
        this.retryAfter = retryAfter;
    }

    static ServerProblem malformed(String detail) {
        return new ServerProblem(400, "malformed", detail, 0);
    }

    static ServerProblem of(int status, String type, String detail) {
        return new ServerProblem(status, type, detail, 0);
    }

    static ServerProblem limited(String detail, long seconds) {
        return new ServerProblem(429, "rateLimited", detail, (int) Math.max(1, seconds));
    }

    static ServerProblem unauthorized(String detail) {
        return new ServerProblem(403, "unauthorized", detail, 0);
    }

    static ServerProblem notFound() {
        return new ServerProblem(404, "malformed", "there is nothing here", 0);
    }

    int status() {
        return status;
    }

    /** Seconds, 0 for none. */
    int retryAfter() {
        return retryAfter;
    }

    JsonObject json() {
        return json(type, String.valueOf(getMessage())).put("status", status);
    }

    static JsonObject json(String type, String detail) {
        return new JsonObject()
                .put("type", "urn:ietf:params:acme:error:" + type)
                .put("detail", detail);
    }
}
