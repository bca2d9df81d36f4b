package dev.quaygate.proxy.http;

import dev.quaygate.proxy.codec.ByteClass;
import dev.quaygate.proxy.codec.ConnectionOptions;
import dev.quaygate.proxy.codec.ContentLength;
import dev.quaygate.proxy.codec.FieldName;
import dev.quaygate.proxy.codec.Refusal;
import dev.quaygate.proxy.codec.RequestHead;
import dev.quaygate.proxy.settings.Limits;
import dev.quaygate.proxy.text.Ascii;
import org.jspecify.annotations.Nullable;

/**
 * What the fields of a request mean for framing and connection, and which of them end here. One
 * pass; the state lasts for one head.
 */
final class FieldRules {
    private static final byte[] CHUNKED = Ascii.bytes("chunked");
    private static final byte[] CONTINUE = Ascii.bytes("100-continue");
    private static final byte[] TRAILERS = Ascii.bytes("trailers");
    private static final byte[] KEEP_ALIVE = Ascii.bytes("keep-alive");
    private static final byte[] PROXY_CONNECTION = Ascii.bytes("proxy-connection");
    private static final int MAX_NAME = 256;

    private final WebsocketUpgrade upgrade = new WebsocketUpgrade();
    private int options;
    private int hosts;
    private int host;
    private int expectations;
    private boolean expectsContinue;
    private int seenOnce;

    /** How many Host lines there are. */
    int hosts() {
        return hosts;
    }

    /** Index of the last Host line. */
    int host() {
        return host;
    }

    @Nullable Refusal judge(RequestHead head, boolean trusted, Limits limits) {
        options = hosts = expectations = seenOnce = 0;
        expectsContinue = false;
        upgrade.reset();
        boolean http2 = head.version == RequestHead.Version.HTTP_2;
        if (head.count() > limits.headerFields()) {
            return GuardRefusals.MANY_FIELDS;
        }
        for (int i = 0, count = head.count(); i < count; i++) {
            Refusal refusal = http2 ? http2Field(head, i) : null;
            if (refusal == null && head.id(i) != FieldName.OTHER) {
                refusal = field(head, i, trusted);
            }
            if (refusal != null) {
                return refusal;
            }
        }
        return http2 ? null : http1Framing(head);
    }

    private @Nullable Refusal field(RequestHead head, int i, boolean trusted) {
        switch (head.id(i)) {
            case FieldName.HOST -> {
                hosts++;
                host = i;
            }
            case FieldName.CONTENT_LENGTH -> {
                return length(head, i);
            }
            case FieldName.TRANSFER_ENCODING -> {
                return coding(head, i);
            }
            case FieldName.CONNECTION -> {
                head.drop(i);
                options |= ConnectionOptions.read(head, i);
            }
            case FieldName.TE -> {
                head.drop(i);
                head.acceptsTrailers |= namesTrailers(head, i);
            }
            case FieldName.UPGRADE -> {
                head.drop(i);
                upgrade.named(head, i);
            }
            case FieldName.EXPECT -> {
                head.drop(i);
                expectations++;
                expectsContinue = isValue(head, i, CONTINUE);
            }
            case FieldName.HOP_BY_HOP, FieldName.TRAILER, FieldName.PROXY, FieldName.UNDERSCORED ->
                    head.drop(i);
            case FieldName.FORWARDED,
                    FieldName.X_FORWARDED_FOR,
                    FieldName.X_FORWARDED_PROTO,
                    FieldName.X_FORWARDED_HOST,
                    FieldName.X_FORWARDED_PORT,
                    FieldName.CLAIMS_ORIGIN,
                    FieldName.X_REQUEST_ID -> {
                if (!trusted) {
                    head.drop(i);
                }
            }
            case FieldName.SEC_WEBSOCKET_KEY -> {
                upgrade.key(head, i);
                return once(0);
            }
            case FieldName.SEC_WEBSOCKET_VERSION -> upgrade.version(head, i);
            case FieldName.AUTHORIZATION -> {
                return once(1);
            }
            case FieldName.CONTENT_TYPE -> {
                return once(2);
            }
            case FieldName.SINGLETON -> {
                // Content-Range and If-Modified-Since differ in length.
                return once(head.nameEnd(i) - head.nameStart(i) == 13 ? 3 : 4);
            }
            default -> {}
        }
        return null;
    }

    private @Nullable Refusal once(int which) {
        int bit = 1 << which;
        if ((seenOnce & bit) != 0) {
            return GuardRefusals.REPEATED;
        }
        seenOnce |= bit;
        return null;
    }

    private @Nullable Refusal length(RequestHead head, int i) {
        if (head.contentLength >= 0) {
            return GuardRefusals.LENGTHS;
        }
        head.contentLength = ContentLength.parse(head.bytes, head.valueStart(i), head.valueEnd(i));
        head.drop(i);
        return head.contentLength == ContentLength.MALFORMED ? GuardRefusals.LENGTH : null;
    }

    private @Nullable Refusal coding(RequestHead head, int i) {
        if (head.chunked) {
            return GuardRefusals.CODING;
        }
        if (!isValue(head, i, CHUNKED)) {
            return TransferCoding.refuse(head, i);
        }
        head.chunked = true;
        head.drop(i);
        return null;
    }

    private static @Nullable Refusal http1Framing(RequestHead head) {
        if (!head.chunked) {
            return null;
        }
        if (head.contentLength >= 0) {
            return GuardRefusals.BOTH;
        }
        return head.version == RequestHead.Version.HTTP_1_0 ? GuardRefusals.CODING_IN_1_0 : null;
    }

    /** What HTTP/2 forbids beyond HTTP/1 (RFC 9113 §8.2.1, §8.2.2). */
    private static @Nullable Refusal http2Field(RequestHead head, int i) {
        byte[] bytes = head.bytes;
        int start = head.nameStart(i);
        int end = head.nameEnd(i);
        for (int at = start; at < end; at++) {
            byte b = bytes[at];
            if (!ByteClass.isToken(b) || b >= 'A' && b <= 'Z') {
                return GuardRefusals.FIELD;
            }
        }
        int valueStart = head.valueStart(i);
        int valueEnd = head.valueEnd(i);
        boolean blankEnds =
                valueEnd > valueStart
                        && (ByteClass.isBlank(bytes[valueStart])
                                || ByteClass.isBlank(bytes[valueEnd - 1]));
        if (start == end
                || blankEnds
                || ByteClass.findControl(bytes, valueStart, valueEnd) != valueEnd) {
            return GuardRefusals.FIELD;
        }
        if (end - start > MAX_NAME) {
            return GuardRefusals.NAME_LONG;
        }
        boolean forbidden =
                switch (head.id(i)) {
                    case FieldName.CONNECTION, FieldName.TRANSFER_ENCODING, FieldName.UPGRADE ->
                            true;
                    case FieldName.HOP_BY_HOP ->
                            FieldName.equalsFolded(bytes, start, end, KEEP_ALIVE)
                                    || FieldName.equalsFolded(bytes, start, end, PROXY_CONNECTION);
                    case FieldName.TE -> !isValue(head, i, TRAILERS);
                    default -> false;
                };
        return forbidden ? GuardRefusals.FIELD : null;
    }

    /** The last step, when everything else is fine: connection, expectation, upgrade. */
    @Nullable Refusal settle(RequestHead head) {
        boolean http10 = head.version == RequestHead.Version.HTTP_1_0;
        if (options >= ConnectionOptions.MALFORMED) {
            return (options & ConnectionOptions.PROTECTED) != 0
                    ? GuardRefusals.PROTECTED
                    : GuardRefusals.CONNECTION;
        }
        head.close =
                (options & ConnectionOptions.CLOSE) != 0
                        || http10 && (options & ConnectionOptions.KEEP_ALIVE) == 0;
        if (expectations > 0 && !http10) {
            if (expectations > 1 || !expectsContinue) {
                return GuardRefusals.EXPECTATION;
            }
            head.expectContinue = head.hasBody();
        }
        boolean asked = (options & ConnectionOptions.UPGRADE) != 0;
        return asked && !http10 ? upgrade.settle(head) : null;
    }

    private static boolean namesTrailers(RequestHead head, int i) {
        byte[] bytes = head.bytes;
        int end = head.valueEnd(i);
        int at = head.valueStart(i);
        while (at < end) {
            int start = at;
            while (at < end && ByteClass.isToken(bytes[at])) {
                at++;
            }
            if (FieldName.equalsFolded(bytes, start, at, TRAILERS)) {
                return true;
            }
            while (at < end && bytes[at] != ',') {
                at++;
            }
            while (at < end && (bytes[at] == ',' || ByteClass.isBlank(bytes[at]))) {
                at++;
            }
        }
        return false;
    }

    private static boolean isValue(RequestHead head, int i, byte[] lower) {
        return FieldName.equalsFolded(head.bytes, head.valueStart(i), head.valueEnd(i), lower);
    }
}
