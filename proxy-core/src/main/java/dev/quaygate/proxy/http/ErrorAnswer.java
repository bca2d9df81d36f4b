package dev.quaygate.proxy.http;

import dev.quaygate.proxy.codec.FieldName;
import dev.quaygate.proxy.codec.ReasonPhrase;
import dev.quaygate.proxy.codec.RequestHead;
import dev.quaygate.proxy.codec.ResponseFraming;
import dev.quaygate.proxy.codec.ResponseHead;
import dev.quaygate.proxy.observe.Cause;
import dev.quaygate.proxy.text.Ascii;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An answer of our own that says so: product, cause and request id, in HTML or JSON by the
 * request's Accept, so that nobody looks for the fault in the application. It never holds a
 * version, an address, a path of ours, or bytes of the request.
 *
 * @param cause the word
 * @param status of the answer, 400 to 599
 * @param detail short fact of ours, printable ASCII; may be empty
 * @param requestId as in the log
 * @param retryAfterSeconds for Retry-After (RFC 9110 §10.2.3), or -1 for none
 */
public record ErrorAnswer(
        Cause cause, int status, String detail, String requestId, long retryAfterSeconds) {
    private static final byte[] NONE = new byte[0];
    private static final byte[] NAME_CAUSE = Ascii.bytes("quaygate-cause");
    private static final byte[] NAME_ID = Ascii.bytes("x-request-id");
    private static final byte[] NAME_CACHE = Ascii.bytes("cache-control");
    private static final byte[] NAME_TYPE = Ascii.bytes("content-type");
    private static final byte[] NAME_SNIFF = Ascii.bytes("x-content-type-options");
    private static final byte[] NAME_RETRY = Ascii.bytes("retry-after");
    private static final byte[] NAME_ALLOW = Ascii.bytes("allow");
    private static final byte[] NAME_WEBSOCKET = Ascii.bytes("sec-websocket-version");
    private static final byte[] HEAD = Ascii.bytes("HEAD");

    /** In what shape an answer can say why. */
    enum Shape {
        HTML("text/html; charset=utf-8"),
        JSON("application/json"),
        EMPTY("");

        final String type;

        Shape(String type) {
            this.type = type;
        }
    }

    public static ErrorAnswer of(Cause cause, int status, String detail, String requestId) {
        return new ErrorAnswer(cause, status, detail, requestId, -1);
    }

    /**
     * Fills {@code into} and returns the body to send after it.
     *
     * @param request what it answers, perhaps incomplete, or null if there is none
     */
    public byte[] write(ResponseHead into, @Nullable RequestHead request) {
        if (request != null && GrpcRequest.matches(request)) {
            return GrpcError.write(this, into);
        }
        Shape shape = request == null ? Shape.JSON : shape(request.value(FieldName.ACCEPT));
        byte[] body =
                switch (shape) {
                    case HTML -> Ascii.bytes(html());
                    case JSON -> Ascii.bytes(json());
                    case EMPTY -> NONE;
                };
        into.answer(status);
        common(into);
        if (shape != Shape.EMPTY) {
            into.add(FieldName.CONTENT_TYPE, NAME_TYPE, Ascii.bytes(shape.type));
            into.add(FieldName.OTHER, NAME_SNIFF, Ascii.bytes("nosniff"));
        }
        into.contentLength = body.length;
        into.framing = body.length == 0 ? ResponseFraming.NONE : ResponseFraming.FIXED;
        boolean bodiless = request != null && request.isMethod(HEAD);
        return bodiless ? NONE : body;
    }

    void common(ResponseHead into) {
        into.add(FieldName.X_REQUEST_ID, NAME_ID, Ascii.bytes(requestId));
        into.add(FieldName.OTHER, NAME_CAUSE, Ascii.bytes(cause.word()));
        into.add(FieldName.OTHER, NAME_CACHE, Ascii.bytes("no-store"));
        if (retryAfterSeconds >= 0) {
            into.add(FieldName.OTHER, NAME_RETRY, Ascii.bytes(Long.toString(retryAfterSeconds)));
        }
        if (status == 405) {
            String methods = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";
            into.add(FieldName.OTHER, NAME_ALLOW, Ascii.bytes(methods));
        }
        if (status == 426) {
            into.add(FieldName.SEC_WEBSOCKET_VERSION, NAME_WEBSOCKET, Ascii.bytes("13"));
        }
    }

    /** The first shape named by Accept; tools that take everything get JSON. */
    static Shape shape(@Nullable String accept) {
        if (accept == null) {
            return Shape.JSON;
        }
        String lower = accept.toLowerCase(Locale.ROOT);
        if (lower.contains("text/html") || lower.contains("application/xhtml+xml")) {
            return Shape.HTML;
        }
        boolean json =
                lower.contains("json")
                        || lower.contains("*/*")
                        || lower.contains("application/*")
                        || lower.isBlank();
        return json ? Shape.JSON : Shape.EMPTY;
    }

    private String json() {
        return "{\"answeredBy\":\"quaygate\",\"status\":"
                + status
                + ",\"cause\":\""
                + cause.word()
                + "\",\"code\":\""
                + cause.code()
                + "\",\"detail\":\""
                + safe(detail)
                + "\",\"requestId\":\""
                + safe(requestId)
                + "\"}\n";
    }

    private String html() {
        String title = status + " " + ReasonPhrase.of(status);
        return """
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><title>%s</title></head>
        <body><h1>%s</h1>
        <p>This answer comes from the Quaygate proxy, not from the application behind it.</p>
        <p>Cause: <code>%s</code> (%s)%s<br>Request id: <code>%s</code></p>
        </body></html>
        """
                .formatted(
                        title,
                        title,
                        cause.word(),
                        cause.code(),
                        detail.isEmpty() ? "" : ": " + safe(detail),
                        safe(requestId));
    }

    /** Only what needs an escape in neither HTML nor JSON. */
    static String safe(String text) {
        var kept = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean plain = c >= ' ' && c < 0x7f && "<>&\"'\\".indexOf(c) < 0;
            kept.append(plain ? c : '?');
        }
        return kept.toString();
    }
}
