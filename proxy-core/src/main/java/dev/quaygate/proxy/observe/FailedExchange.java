package dev.quaygate.proxy.observe;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of an exchange, connection or handshake that failed. Secrets are taken out as
 * in the access log; long texts are cut.
 *
 * @param id 26 characters, also in X-Request-Id
 * @param at when it began
 * @param revision of the configuration it was served with; 0 if it failed before one was asked
 * @param tls null without TLS
 */
public record FailedExchange(
        String id,
        Instant at,
        long revision,
        From from,
        @Nullable Tls tls,
        Request request,
        Way way,
        Outcome outcome,
        Times times) {

    /**
     * Who asked.
     *
     * @param client after trusted proxies
     * @param peer of the socket
     * @param protocol {@code h1 h2 ws}, or {@code tcp} for a connection without a request
     */
    public record From(String listener, String client, String peer, String protocol) {}

    /**
     * The client's TLS.
     *
     * @param version null if the handshake did not succeed
     */
    public record Tls(
            @Nullable String version,
            @Nullable String group,
            boolean resumed,
            @Nullable String sni) {}

    /**
     * What was asked for; texts are empty as far as the request was not understood.
     *
     * @param query with its question mark, redacted
     */
    public record Request(String method, String host, String path, String query) {}

    /**
     * Where it went.
     *
     * @param route null if none was found
     * @param source where the route was written, such as {@code quaygate.yaml:47}
     * @param endpoint the last one that was tried
     * @param attempts how many times an endpoint was tried
     */
    public record Way(
            @Nullable String route,
            @Nullable String source,
            @Nullable String pool,
            @Nullable String endpoint,
            int attempts) {}

    /**
     * How it ended.
     *
     * @param status 499 if the client left before an answer, 0 without an answer
     */
    public record Outcome(
            int status,
            Cause cause,
            @Nullable String detail,
            ExchangeRecord.EndedBy ended,
            long bytesIn,
            long bytesOut) {}

    /**
     * Parts that add up to the total, as in the access log.
     *
     * @param tls handshake, for the first exchange of a connection
     * @param firstByte request sent to first byte of the answer
     * @param body all the rest
     */
    public record Times(
            Duration tls,
            Duration queue,
            Duration connect,
            Duration firstByte,
            Duration body,
            Duration total) {}
}
