package dev.quaygate.proxy.codec;

import dev.quaygate.proxy.observe.Cause;

/**
 * Why a request may not go on.
 *
 * @param cause word for log, metric and answer
 * @param status of the answer; for HTTP/2 a refusal with {@code malformed} is a stream error
 *     instead
 * @param detail short fact, never an echo of input
 * @param close nothing more may be read from this HTTP/1 connection
 * @param malformed HTTP/2: RST_STREAM with PROTOCOL_ERROR instead of an answer
 */
public record Refusal(Cause cause, int status, String detail, boolean close, boolean malformed) {
    /** Answered with the cause's own status, connection closed. */
    public static Refusal close(Cause cause, String detail) {
        return new Refusal(cause, cause.status(), detail, true, true);
    }

    /** Answered, the connection may go on. */
    public static Refusal keep(Cause cause, int status, String detail) {
        return new Refusal(cause, status, detail, false, false);
    }
}
