package dev.quaygate.proxy.codec;

/** How the body of a response is delimited (RFC 9112 §6.3). */
public enum ResponseFraming {
    /** No body follows: answer to HEAD, 1xx, 204, 304, or a length of 0. */
    NONE,
    /** {@code contentLength} bytes. */
    FIXED,
    /** Chunks. */
    CHUNKED,
    /** Everything until the connection closes. */
    UNTIL_CLOSE
}
