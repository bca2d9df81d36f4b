package dev.quaygate.proxy.codec;

/**
 * One response head: parsed from an endpoint or made by ourselves. Valid only during the call that
 * hands it over. Also used for trailers, with {@code status} 0. Event loop only; reused.
 */
public final class ResponseHead extends FieldBlock {
    public int status;

    /** Reason phrase as it came; start equals end if there was none. */
    public int reasonStart;

    public int reasonEnd;

    /** Whether the endpoint spoke HTTP/1.0. */
    public boolean http10;

    /** Declared body length, or -1. */
    public long contentLength = -1;

    public boolean chunked;

    /** How the body that follows is delimited. */
    public ResponseFraming framing = ResponseFraming.NONE;

    /** A 101 that names websocket in Upgrade and upgrade in Connection. */
    public boolean websocket;

    /** The endpoint will close after this answer. */
    public boolean close;

    /** Where the incremental parser goes on. */
    public int parsed;

    /** Bytes below this index need no second look by the incremental parser. */
    public int scanned;

    /** Index after the empty line that ends the head. */
    public int headEnd;

    @Override
    public void reset() {
        super.reset();
        status = 0;
        reasonStart = reasonEnd = 0;
        http10 = false;
        contentLength = -1;
        chunked = false;
        close = false;
        framing = ResponseFraming.NONE;
        websocket = false;
        parsed = 0;
        scanned = 0;
        headEnd = 0;
    }

    /**
     * A fresh answer of our own, without a body until {@link #contentLength} and {@link #framing}
     * say otherwise.
     */
    public ResponseHead answer(int newStatus) {
        reset();
        status = newStatus;
        contentLength = 0;
        return this;
    }
}
