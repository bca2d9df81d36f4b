package dev.quaygate.proxy.relay;

import dev.quaygate.proxy.codec.FieldName;
import dev.quaygate.proxy.codec.RequestHead;
import dev.quaygate.proxy.codec.ResponseFraming;
import dev.quaygate.proxy.codec.ResponseHead;
import dev.quaygate.proxy.http.ErrorAnswer;
import dev.quaygate.proxy.observe.Cause;
import dev.quaygate.proxy.settings.RouteAction;
import dev.quaygate.proxy.text.Ascii;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Answers that we make ourselves. Event loop only. */
final class OwnAnswer {
    private static final byte[] LOCATION = Ascii.bytes("location");
    private static final byte[] CONTENT_TYPE = Ascii.bytes("content-type");
    private static final byte[] HTTPS = Ascii.bytes("https://");

    private static final byte[] HSTS = Ascii.bytes("strict-transport-security");
    private static final byte[] HEAD = Ascii.bytes("HEAD");

    private OwnAnswer() {}

    /** A redirect of the same request to https; {@code port} 443 is left out. */
    static void toHttps(ResponseHead into, int code, RequestHead head, int port) {
        into.answer(code);
        into.framing = ResponseFraming.FIXED;
        into.contentLength = 0;
        int nameStart = into.append(LOCATION, 0, LOCATION.length);
        int valueStart = into.append(HTTPS, 0, HTTPS.length);
        into.append(head.bytes, head.hostStart, head.hostEnd);
        if (port != 443) {
            byte[] suffix = Ascii.bytes(":" + port);
            into.append(suffix, 0, suffix.length);
        }
        if (head.pathStart == head.pathEnd) {
            into.append(new byte[] {'/'}, 0, 1);
        }
        into.append(head.bytes, head.pathStart, head.pathEnd);
        into.append(head.bytes, head.queryStart, head.queryEnd);
        into.note(
                FieldName.LOCATION,
                nameStart,
                nameStart + LOCATION.length,
                valueStart,
                into.length);
    }

    static void redirect(
            ResponseHead into, RouteAction.Redirect redirect, RequestHead head, String scheme) {
        into.answer(redirect.code());
        into.framing = ResponseFraming.FIXED;
        into.contentLength = 0;
        String path = head.pathStart == head.pathEnd ? "/" : head.path();
        String location =
                redirect.to()
                        .replace("{scheme}", scheme)
                        .replace("{host}", head.host())
                        .replace("{path}", path)
                        .replace("{query}", head.query());
        // A path of two slashes would turn a local redirect into one to another host (A6).
        String safe = location.startsWith("//") ? location.replaceFirst("^/+", "/") : location;
        into.add(FieldName.LOCATION, LOCATION, Ascii.bytes(safe));
    }

    /** Fills {@code into} and returns the body. */
    static byte[] respond(ResponseHead into, RouteAction.Respond respond) {
        byte[] body = respond.body().getBytes(StandardCharsets.UTF_8);
        into.answer(respond.status());
        into.framing = ResponseFraming.FIXED;
        into.contentLength = body.length;
        if (body.length > 0 && !respond.type().isEmpty()) {
            into.add(FieldName.CONTENT_TYPE, CONTENT_TYPE, Ascii.bytes(respond.type()));
        }
        respond.headers().forEach((name, value) -> addField(into, name, value));
        return body;
    }

    static byte[] challenge(ResponseHead into, String keyAuthorization) {
        byte[] body = Ascii.bytes(keyAuthorization);
        into.answer(200);
        into.framing = ResponseFraming.FIXED;
        into.contentLength = body.length;
        into.add(FieldName.CONTENT_TYPE, CONTENT_TYPE, Ascii.bytes("text/plain"));
        return body;
    }

    /**
     * Fills {@code into} with an error and returns the body.
     *
     * @param status 0 for a cause that has none of its own
     */
    static byte[] error(
            ResponseHead into, Exchange exchange, Cause cause, int status, String detail) {
        byte[] body =
                new ErrorAnswer(
                                cause,
                                status == 0 ? 500 : status,
                                detail,
                                Ascii.string(exchange.id, 0, exchange.id.length),
                                retryAfter(cause))
                        .write(into, exchange.head);
        into.framing = ResponseFraming.FIXED;
        return body;
    }

    /** Seconds, for causes that pass by themselves; -1 for none. */
    private static long retryAfter(Cause cause) {
        return switch (cause) {
            case APP_DOWN, QUEUE_FULL, QUEUE_TIMEOUT, OVERLOAD -> 1;
            default -> -1;
        };
    }

    /** Applies what the route says of response fields. */
    static void edit(ResponseHead answer, BoundRoute route, boolean secure) {
        route.responseEdits.apply(answer);
        if (route.hsts != null && secure) {
            answer.add(FieldName.STRICT_TRANSPORT_SECURITY, HSTS, route.hsts);
        }
    }

    /** Writes an answer to the client as a whole. */
    static void write(Exchange exchange, ResponseHead answer, byte @Nullable [] body) {
        boolean bodiless =
                body == null
                        || body.length == 0
                        || exchange.head.isMethod(HEAD)
                        || answer.status == 204
                        || answer.status == 304;
        exchange.downstream.writeHead(answer, bodiless);
        if (bodiless || body == null) {
            return;
        }
        exchange.record.bytesOut += body.length;
        exchange.downstream.writeData(Unpooled.wrappedBuffer(body));
        exchange.downstream.writeEnd();
    }

    private static void addField(ResponseHead into, String name, String value) {
        byte[] bytes = Ascii.bytes(name);
        into.add(
                FieldName.id(bytes, 0, bytes.length),
                bytes,
                value.getBytes(StandardCharsets.UTF_8));
    }
}
