package dev.quaygate.proxy.codec;

import dev.quaygate.proxy.text.Ascii;

/**
 * One request head in the shape that every HTTP version shares. Filled by a parser, judged by the
 * request guard, then only read. Positions point into {@link #bytes}. Event loop only; reused.
 */
public final class RequestHead extends FieldBlock {
    /** Version the client spoke. */
    public enum Version {
        HTTP_1_0,
        HTTP_1_1,
        HTTP_2
    }

    public Version version = Version.HTTP_1_1;

    public int methodStart;
    public int methodEnd;

    /** The request target as it came (HTTP/2: {@code :path}). */
    public int targetStart;

    public int targetEnd;

    /**
     * Path of the target without query. Empty only for an absolute-form target without path, which
     * is forwarded as {@code /}.
     */
    public int pathStart;

    public int pathEnd;

    /** Query with its question mark; empty if there is none. */
    public int queryStart;

    public int queryEnd;

    /**
     * Host of the authority, without port; an IPv6 literal has its brackets. Set by the guard,
     * folding is up to the reader.
     */
    public int hostStart;

    public int hostEnd;

    /**
     * Path in its normal reading (unreserved escapes decoded), which routing decides on; equals the
     * path if nothing had to change.
     */
    public int normalStart;

    public int normalEnd;

    /**
     * Path as the laxest endpoint may read it (decoded once, backslash as slash, parameters cut,
     * empty segments merged). The same range as the normal reading if they agree; if they do not, a
     * request that the two would route differently must be refused.
     */
    public int liberalStart;

    public int liberalEnd;

    /**
     * Authority of an absolute-form target or {@code :authority}; start equals end if there was
     * none. The guard sets it to the one authority that counts, Host included.
     */
    public int authorityStart;

    public int authorityEnd;

    /** Scheme of an absolute-form target or {@code :scheme}; start equals end if there was none. */
    public int schemeStart;

    public int schemeEnd;

    /** Declared body length, or -1. */
    public long contentLength = -1;

    /**
     * Body in chunks (HTTP/1.1) or of unknown length (HTTP/2 without END_STREAM and
     * content-length).
     */
    public boolean chunked;

    /** {@code Expect: 100-continue} that waits for an answer. */
    public boolean expectContinue;

    /** A well-formed websocket upgrade. */
    public boolean websocket;

    /** The client wants or needs the connection closed after the answer (HTTP/1 only). */
    public boolean close;

    /** {@code TE: trailers} was sent. */
    public boolean acceptsTrailers;

    /** Where the incremental HTTP/1 parser goes on; 0 before the first line. */
    public int parsed;

    /** Bytes below this index need no second look by the incremental HTTP/1 parser. */
    public int scanned;

    /**
     * HTTP/1: index after the empty line that ends the head. Bytes behind it are not part of the
     * head.
     */
    public int headEnd;

    @Override
    public void reset() {
        super.reset();
        version = Version.HTTP_1_1;
        methodStart = methodEnd = 0;
        targetStart = targetEnd = 0;
        pathStart = pathEnd = 0;
        queryStart = queryEnd = 0;
        hostStart = hostEnd = 0;
        normalStart = normalEnd = 0;
        liberalStart = liberalEnd = 0;
        authorityStart = authorityEnd = 0;
        schemeStart = schemeEnd = 0;
        contentLength = -1;
        chunked = false;
        expectContinue = false;
        websocket = false;
        close = false;
        acceptsTrailers = false;
        parsed = 0;
        scanned = 0;
        headEnd = 0;
    }

    /** Whether a body follows or may follow. */
    public boolean hasBody() {
        return chunked || contentLength > 0;
    }

    /** Whether the method equals {@code upper}, byte for byte. */
    public boolean isMethod(byte[] upper) {
        return java.util.Arrays.equals(bytes, methodStart, methodEnd, upper, 0, upper.length);
    }

    public String method() {
        return Ascii.string(bytes, methodStart, methodEnd);
    }

    public String path() {
        return Ascii.string(bytes, pathStart, pathEnd);
    }

    public String query() {
        return Ascii.string(bytes, queryStart, queryEnd);
    }

    public String host() {
        return Ascii.string(bytes, hostStart, hostEnd);
    }
}
