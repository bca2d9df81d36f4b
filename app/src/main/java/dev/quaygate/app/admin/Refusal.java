package dev.quaygate.app.admin;

import java.io.Serial;

/** A request that is not answered as it wishes; becomes a problem document (RFC 9457). */
final class Refusal extends Exception {
    @Serial private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;
    private final String title;

    private Refusal(int status, String code, String title, String detail) {
        super(detail, null, false, false);
        this.status = status;
        this.code = code;
        this.title = title;
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }

    String title() {
        return title;
    }

    String detail() {
        return String.valueOf(getMessage());
    }

    static Refusal malformed(int status, String detail) {
        return new Refusal(status, "QG5101", "malformed request", detail);
    }

    static Refusal token(int status, String detail) {
        return new Refusal(status, "QG4002", "token", detail);
    }

    static Refusal origin(String detail) {
        return new Refusal(403, "QG4003", "host or origin", detail);
    }

    static Refusal readOnly() {
        return new Refusal(
                403, "QG4004", "read-only role", "this token may read, and this request changes");
    }

    static Refusal contentType(String detail) {
        return new Refusal(415, "QG4006", "content type", detail);
    }

    static Refusal notFound(String detail) {
        return new Refusal(404, "QG4007", "not found", detail);
    }

    static Refusal method(String detail) {
        return new Refusal(405, "QG4007", "method not allowed", detail);
    }

    static Refusal busy(String detail) {
        return new Refusal(409, "QG4009", "busy", detail);
    }

    static Refusal unavailable(String code, String detail) {
        return new Refusal(503, code, "unavailable", detail);
    }
}
