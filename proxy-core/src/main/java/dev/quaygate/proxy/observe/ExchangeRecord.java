package dev.quaygate.proxy.observe;

import org.jspecify.annotations.Nullable;

/**
 * Everything the access log and the counters need of one exchange. Filled by the relay, read once
 * at its end, on the event loop.
 */
public final class ExchangeRecord {
    /** Who ended an exchange. */
    public enum EndedBy {
        COMPLETE,
        CLIENT,
        UPSTREAM,
        PROXY
    }

    public long startMillis;
    public long startNanos;
    public long endNanos;

    /** 26 characters, sortable by time; also X-Request-Id. */
    public String id = "";

    public String listener = "";
    public String client = "";
    public String peer = "";

    /** {@code h1 h2 ws}. */
    public String protocol = "h1";

    public @Nullable String tlsVersion;
    public @Nullable String tlsGroup;
    public boolean tlsResumed;
    public @Nullable String sni;
    public long tlsNanos;
    public String method = "";
    public String host = "";
    public String path = "";

    /** With its question mark; not yet redacted. */
    public String query = "";

    public @Nullable String userAgent;
    public @Nullable String referer;
    public @Nullable String route;
    public @Nullable String pool;
    public @Nullable String endpoint;
    public int attempts;
    public long revision;

    /**
     * Status sent, 499 if the client left before one, 0 for a cut connection or refused handshake.
     */
    public int status;

    public @Nullable Cause cause;
    public @Nullable String detail;
    public EndedBy ended = EndedBy.COMPLETE;
    public long bytesIn;
    public long bytesOut;
    public long queueNanos;
    public long connectNanos;

    /** Request sent to first response byte. */
    public long firstByteNanos;

    public long bodyNanos;

    /** Whether the route wants a line; failures are written regardless. */
    public boolean log = true;
}
