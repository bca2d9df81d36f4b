package dev.quaygate.proxy.codec;

import dev.quaygate.proxy.text.Ascii;
import org.jspecify.annotations.Nullable;

/** What the fields of an endpoint's answer mean for framing, and which of them end here. */
public final class ResponseFields {
    private static final byte[] CHUNKED = Ascii.bytes("chunked");
    private static final byte[] WEBSOCKET = Ascii.bytes("websocket");

    private static final Refusal LENGTH = ResponseHeadParser.bad("Content-Length malformed");
    private static final Refusal LENGTHS = ResponseHeadParser.bad("Content-Length lines differ");
    private static final Refusal CODING = ResponseHeadParser.bad("Transfer-Encoding unknown");
    private static final Refusal BOTH =
            ResponseHeadParser.bad("both Content-Length and Transfer-Encoding");
    private static final Refusal SHORT = ResponseHeadParser.bad("body shorter than its length");
    private static final Refusal CONNECTION = ResponseHeadParser.bad("Connection malformed");

    private ResponseFields() {}

    static @Nullable Refusal settle(ResponseHead head, boolean toHead) {
        int options = 0;
        boolean upgrade = false;
        for (int i = 0, count = head.count(); i < count; i++) {
            Refusal wrong = null;
            switch (head.id(i)) {
                case FieldName.CONTENT_LENGTH -> wrong = length(head, i);
                case FieldName.TRANSFER_ENCODING -> wrong = coding(head, i);
                case FieldName.CONNECTION -> {
                    options |= ConnectionOptions.read(head, i);
                    head.drop(i);
                }
                case FieldName.UPGRADE -> {
                    upgrade |= isValue(head, i, WEBSOCKET);
                    head.drop(i);
                }
                // An endpoint cannot know which other ports or protocols serve our names.
                case FieldName.HOP_BY_HOP, FieldName.TE, FieldName.TRAILER, FieldName.ALT_SVC ->
                        head.drop(i);
                default -> {}
            }
            if (wrong != null) {
                return wrong;
            }
        }
        if ((options & ConnectionOptions.MALFORMED) != 0) {
            return CONNECTION;
        }
        if (head.chunked && head.contentLength >= 0) {
            return BOTH;
        }
        head.close =
                (options & ConnectionOptions.CLOSE) != 0
                        || head.http10 && (options & ConnectionOptions.KEEP_ALIVE) == 0;
        head.websocket =
                head.status == 101 && upgrade && (options & ConnectionOptions.UPGRADE) != 0;
        frame(head, toHead);
        return null;
    }

    /**
     * The same for HTTP/2, where frames delimit the body (RFC 9113 §8.1). For clients of HTTP/1.1 a
     * body without a declared length becomes chunked.
     *
     * @param end the head ended the stream
     */
    public static @Nullable Refusal settleHttp2(ResponseHead head, boolean toHead, boolean end) {
        Refusal wrong = settle(head, toHead);
        if (wrong != null || head.status < 200) {
            return wrong;
        }
        head.close = false;
        if (toHead || head.status == 204 || head.status == 304) {
            return null;
        }
        if (!end) {
            head.framing = head.contentLength < 0 ? ResponseFraming.CHUNKED : ResponseFraming.FIXED;
            return null;
        }
        if (head.contentLength > 0) {
            return SHORT;
        }
        head.contentLength = 0;
        head.framing = ResponseFraming.NONE;
        return null;
    }

    private static void frame(ResponseHead head, boolean toHead) {
        if (head.status < 200 || head.status == 204) {
            head.contentLength = -1;
            head.chunked = false;
            return;
        }
        if (toHead || head.status == 304) {
            head.chunked = false;
            return;
        }
        if (head.chunked) {
            head.framing = ResponseFraming.CHUNKED;
        } else if (head.contentLength < 0) {
            head.framing = ResponseFraming.UNTIL_CLOSE;
            head.close = true;
        } else if (head.contentLength > 0) {
            head.framing = ResponseFraming.FIXED;
        }
    }

    private static @Nullable Refusal length(ResponseHead head, int field) {
        long value = ContentLength.parse(head.bytes, head.valueStart(field), head.valueEnd(field));
        if (value == ContentLength.MALFORMED) {
            return LENGTH;
        }
        if (head.contentLength >= 0 && head.contentLength != value) {
            return LENGTHS;
        }
        head.contentLength = value;
        head.drop(field);
        return null;
    }

    private static @Nullable Refusal coding(ResponseHead head, int field) {
        if (head.http10 || head.chunked || !isValue(head, field, CHUNKED)) {
            return CODING;
        }
        head.chunked = true;
        head.drop(field);
        return null;
    }

    private static boolean isValue(ResponseHead head, int field, byte[] lower) {
        return FieldName.equalsFolded(
                head.bytes, head.valueStart(field), head.valueEnd(field), lower);
    }
}
