package dev.quaygate.proxy.http;

import dev.quaygate.proxy.codec.ByteClass;
import dev.quaygate.proxy.codec.FieldName;
import dev.quaygate.proxy.codec.Refusal;
import dev.quaygate.proxy.codec.RequestHead;
import dev.quaygate.proxy.settings.Limits;
import dev.quaygate.proxy.text.Ascii;
import org.jspecify.annotations.Nullable;

/**
 * Judges one complete request head of any HTTP version before a route or endpoint is chosen. What
 * is ambiguous is refused, never repaired (RFC 9112 §3, §5, §6; RFC 9113 §8). Allocates nothing;
 * one per event loop.
 */
public final class RequestGuard {
    private static final byte[] CONNECT = Ascii.bytes("CONNECT");
    private static final byte[] TRACE = Ascii.bytes("TRACE");
    private static final byte[] HTTP = Ascii.bytes("http");
    private static final byte[] HTTPS = Ascii.bytes("https");
    private static final int MAX_METHOD = 32;

    private final FieldRules fields = new FieldRules();

    /**
     * Completes {@code head} (framing, host, path readings, upgrade, what is dropped) or says why
     * it is refused. After a refusal the head must not be used but for an answer.
     *
     * @param secure the connection is TLS
     * @param trusted the peer may set forwarding fields for others
     */
    public @Nullable Refusal judge(
            RequestHead head, boolean secure, boolean trusted, Limits limits) {
        Refusal refusal = fields.judge(head, trusted, limits);
        if (refusal == null) {
            refusal = method(head);
        }
        if (refusal == null) {
            refusal =
                    head.version == RequestHead.Version.HTTP_2
                            ? http2Target(head, secure, limits)
                            : http1Target(head, secure);
        }
        return refusal == null ? fields.settle(head) : refusal;
    }

    private static @Nullable Refusal method(RequestHead head) {
        int length = head.methodEnd - head.methodStart;
        if (head.version == RequestHead.Version.HTTP_2) {
            boolean token = length > 0 && length <= MAX_METHOD;
            for (int i = head.methodStart; token && i < head.methodEnd; i++) {
                token = ByteClass.isToken(head.bytes[i]);
            }
            if (!token) {
                return GuardRefusals.METHOD;
            }
        }
        boolean refused =
                length == 7 && head.isMethod(CONNECT) || length == 5 && head.isMethod(TRACE);
        return refused ? GuardRefusals.METHOD_REFUSED : null;
    }

    private @Nullable Refusal http1Target(RequestHead head, boolean secure) {
        if (fields.hosts() != 1) {
            return fields.hosts() == 0 ? GuardRefusals.NO_HOST : GuardRefusals.TWO_HOSTS;
        }
        int host = fields.host();
        if (!Authority.read(head, head.valueStart(host), head.valueEnd(host))) {
            return GuardRefusals.HOST;
        }
        if (head.bytes[head.targetStart] == '/') {
            head.authorityStart = head.valueStart(host);
            head.authorityEnd = head.valueEnd(host);
            return path(head, head.targetStart);
        }
        return absoluteForm(head, secure);
    }

    /** {@code http://host/path}: legal towards a proxy, served as if the path alone had come. */
    private static @Nullable Refusal absoluteForm(RequestHead head, boolean secure) {
        byte[] bytes = head.bytes;
        int at = head.targetStart;
        int end = head.targetEnd;
        while (at < end && bytes[at] != ':') {
            at++;
        }
        boolean https = FieldName.equalsFolded(bytes, head.targetStart, at, HTTPS);
        boolean scheme = https || FieldName.equalsFolded(bytes, head.targetStart, at, HTTP);
        if (!scheme || at + 3 > end || bytes[at + 1] != '/' || bytes[at + 2] != '/') {
            return GuardRefusals.TARGET;
        }
        if (https && !secure) {
            return GuardRefusals.SCHEME;
        }
        head.schemeStart = head.targetStart;
        head.schemeEnd = at;
        int hostStart = head.hostStart;
        int hostEnd = head.hostEnd;
        int authority = at + 3;
        int stop = authority;
        while (stop < end && bytes[stop] != '/' && bytes[stop] != '?') {
            stop++;
        }
        if (!Authority.read(head, authority, stop)) {
            return GuardRefusals.HOST;
        }
        if (!Authority.isSame(bytes, hostStart, hostEnd, head.hostStart, head.hostEnd)) {
            return GuardRefusals.HOSTS_DIFFER;
        }
        head.authorityStart = authority;
        head.authorityEnd = stop;
        return path(head, stop);
    }

    private @Nullable Refusal http2Target(RequestHead head, boolean secure, Limits limits) {
        byte[] wanted = secure ? HTTPS : HTTP;
        boolean scheme =
                java.util.Arrays.equals(
                        head.bytes, head.schemeStart, head.schemeEnd, wanted, 0, wanted.length);
        if (!scheme) {
            return GuardRefusals.SCHEME;
        }
        Refusal refusal = http2Authority(head);
        if (refusal != null) {
            return refusal;
        }
        int size = head.targetEnd - head.targetStart;
        if (size > limits.requestTarget()) {
            return GuardRefusals.TARGET_LONG;
        }
        for (int i = head.targetStart; i < head.targetEnd; i++) {
            if (!ByteClass.isTarget(head.bytes[i])) {
                return GuardRefusals.TARGET_BYTE;
            }
        }
        if (size == 0 || head.bytes[head.targetStart] != '/') {
            return GuardRefusals.TARGET;
        }
        return path(head, head.targetStart);
    }

    private @Nullable Refusal http2Authority(RequestHead head) {
        if (fields.hosts() > 1) {
            return GuardRefusals.TWO_HOSTS;
        }
        boolean named = head.authorityEnd > head.authorityStart;
        if (fields.hosts() == 0) {
            if (!named) {
                return GuardRefusals.NO_HOST;
            }
            return authority(head);
        }
        int start = head.valueStart(fields.host());
        int end = head.valueEnd(fields.host());
        if (!named) {
            head.authorityStart = start;
            head.authorityEnd = end;
            return authority(head);
        }
        if (!Authority.read(head, start, end)) {
            return GuardRefusals.HOST;
        }
        int hostStart = head.hostStart;
        int hostEnd = head.hostEnd;
        Refusal refusal = authority(head);
        if (refusal != null) {
            return refusal;
        }
        boolean same =
                Authority.isSame(head.bytes, hostStart, hostEnd, head.hostStart, head.hostEnd);
        return same ? null : GuardRefusals.HOSTS_DIFFER;
    }

    private static @Nullable Refusal authority(RequestHead head) {
        return Authority.read(head, head.authorityStart, head.authorityEnd)
                ? null
                : GuardRefusals.HOST;
    }

    private static @Nullable Refusal path(RequestHead head, int start) {
        return switch (PathReadings.read(head, start)) {
            case PathReadings.BAD_BYTE -> GuardRefusals.TARGET_BYTE;
            case PathReadings.BAD_ESCAPE -> GuardRefusals.ESCAPE;
            case PathReadings.DOT_SEGMENT -> GuardRefusals.DOT_SEGMENT;
            default -> null;
        };
    }
}
