package dev.quaygate.proxy.observe;

import java.util.Locale;

/**
 * Why an answer is not the application's 2xx, or why a connection, handshake or stream did not end
 * normally. One word, used alike in access log, metrics, error pages and the admin API. A code
 * never changes its meaning.
 */
public enum Cause {
    /** The application chose this status; look there. */
    UPSTREAM_ANSWER("QG5001", 0),
    /** Redirect rule or http to https. */
    REDIRECT("QG5002", 308),
    /** Respond of the route. */
    FIXED_ANSWER("QG5003", 0),
    /** Switched on by file or command. */
    MAINTENANCE("QG5004", 503),
    /**
     * Head does not parse, version, expectation, upgrade, encoding of the target (detail says
     * which).
     */
    BAD_REQUEST("QG5101", 400),
    /** Length and chunking in doubt; HTTP/2 or HTTP/3 protocol error. */
    BAD_FRAMING("QG5102", 400),
    /** Host or authority missing, double or malformed. */
    BAD_HOST("QG5103", 400),
    /** Limits.requestTarget, headerBytes, headerFields. */
    HEAD_TOO_LARGE("QG5104", 414),
    /** MaxBody. */
    BODY_TOO_LARGE("QG5105", 413),
    /** Timeouts.header. */
    HEAD_TIMEOUT("QG5106", 408),
    /** Request body silent (body) or below bodyRate. */
    BODY_TIMEOUT("QG5107", 408),
    /** CONNECT, TRACE, unknown method. */
    METHOD_REFUSED("QG5108", 405),
    /** Client left before the end. */
    CLIENT_ABORT("QG5109", 499),
    /** Client took no byte for timeouts.write. */
    CLIENT_STALL("QG5110", 0),
    /** Resets, CONTINUATION, PING, SETTINGS beyond the limits. */
    H2_ABUSE("QG5111", 0),
    /** No route for host or path; explain URL. */
    NO_ROUTE("QG5201", 404),
    /** Host outside this connection's certificate or client-certificate policy. */
    WRONG_HOST("QG5202", 421),
    /** Allow / deny. */
    ADDRESS_DENIED("QG5203", 403),
    /** Basic or forward auth said no. */
    AUTH_DENIED("QG5204", 401),
    /** Forward auth did not answer; closed on failure. */
    AUTH_DOWN("QG5205", 503),
    /** RateLimit; Retry-After set. */
    RATE_LIMITED("QG5206", 429),
    /** InFlight, connections, connectionsPerAddress, handshake rate. */
    CONCURRENCY_LIMIT("QG5207", 503),
    /** Buffer memory or event-loop delay over the mark. */
    OVERLOAD("QG5208", 503),
    /** SNI missing or named by no route. */
    TLS_UNKNOWN_NAME("QG5301", 0),
    /** Name is configured, certificate missing or expired; certs NAME. */
    TLS_NO_CERTIFICATE("QG5302", 0),
    /** Handshake failed or timed out; detail has version, alert, step. */
    TLS_FAILED("QG5303", 0),
    /** Client certificate missing or refused. */
    TLS_CLIENT_CERT("QG5304", 0),
    /** Header missing, malformed, slow or from an untrusted peer. */
    PROXY_PROTOCOL("QG5305", 0),
    /** Endpoint name does not resolve. */
    UPSTREAM_DNS("QG5401", 502),
    /** Nobody listens; is the application running?. */
    UPSTREAM_REFUSED("QG5402", 502),
    /** No route, network down, socket file missing or not permitted. */
    UPSTREAM_UNREACHABLE("QG5403", 502),
    /** Timeouts.connect. */
    UPSTREAM_CONNECT_TIMEOUT("QG5404", 504),
    /** TLS to the endpoint failed. */
    UPSTREAM_TLS("QG5405", 502),
    /** Its certificate has the wrong name, issuer or date; nothing was sent. */
    UPSTREAM_TLS_VERIFY("QG5406", 502),
    /** Closed before a response head. */
    UPSTREAM_RESET("QG5407", 502),
    /** No response head within timeouts.response. */
    UPSTREAM_TIMEOUT("QG5408", 504),
    /** Head malformed or too large, unasked 101, smuggled bytes. */
    UPSTREAM_BAD_RESPONSE("QG5409", 502),
    /** Body ended early; client connection is cut too, never ended cleanly. */
    UPSTREAM_CUT("QG5410", 0),
    /** Silent inside a body for timeouts.stall, stream or tunnel. */
    UPSTREAM_STALL("QG5411", 0),
    /** All unhealthy, ejected or drained; pools NAME. */
    NO_ENDPOINT("QG5412", 503),
    /** Queue.max. */
    QUEUE_FULL("QG5413", 503),
    /** Waited queue.wait. */
    QUEUE_TIMEOUT("QG5414", 503),
    /** No worker ready: starting, prestart failed or crash loop (detail); apps NAME. */
    APP_DOWN("QG5415", 503),
    /** Timeouts.request. */
    REQUEST_DEADLINE("QG5501", 504),
    /** Route or endpoint changed, drain time over. */
    RELOAD_CUT("QG5502", 0),
    /** Stop or endpoint drain, time over (websocket 1001, HTTP/2 GOAWAY first). */
    DRAIN_CUT("QG5503", 0),
    /** Our fault; stack trace in the log, counter alarms. */
    INTERNAL("QG5504", 500);

    private final String code;
    private final int status;
    private final String word;

    Cause(String code, int status) {
        this.code = code;
        this.status = status;
        this.word = name().toLowerCase(Locale.ROOT);
    }

    /** Stable code, such as {@code QG5402}. */
    public String code() {
        return code;
    }

    /** Status of the answer that goes with it unless another is given; 0 if there is no answer. */
    public int status() {
        return status;
    }

    /** The word that users see, such as {@code upstream_refused}. */
    public String word() {
        return word;
    }
}
