package dev.quaygate.proxy.settings;

import static dev.quaygate.proxy.settings.Check.require;

/**
 * Bounds of what one client may ask of us. Sizes in bytes; {@link #OFF} where a limit may be
 * switched off.
 *
 * @param connections client connections in all; above it the one that has been idle longest is
 *     closed for a new one, and the new one if none is idle
 * @param connectionsPerAddress per IPv4 address or IPv6 /64
 * @param handshakesPerAddress TLS connections that one IPv4 address or IPv6 /64 may open within
 *     {@code handshakeWindowSeconds}
 * @param handshakeWindowSeconds window of {@code handshakesPerAddress}
 * @param requestTarget longest request target; above: 414
 * @param headerBytes longest request head; above: 431; at most 32 KiB
 * @param headerFields most request fields; above: 431
 * @param bodyBytes largest request body; above: 413; a route's own limit wins
 * @param streams concurrent HTTP/2 streams of one connection
 * @param resets HTTP/2 stream errors and resets of one connection within {@code
 *     resetWindowSeconds}, then GOAWAY
 * @param resetWindowSeconds window of {@code resets}
 * @param buffer high-water mark per direction and exchange; low-water is half
 * @param requestsPerConnection requests before a client connection is closed gracefully
 * @param memory bytes that all buffers together may take; new work is refused from 92 % of it; 0:
 *     three quarters of what the process may have
 */
public record Limits(
        long connections,
        long connectionsPerAddress,
        long handshakesPerAddress,
        int handshakeWindowSeconds,
        int requestTarget,
        int headerBytes,
        int headerFields,
        long bodyBytes,
        int streams,
        int resets,
        int resetWindowSeconds,
        int buffer,
        long requestsPerConnection,
        long memory) {
    /** A limit that is switched off. */
    public static final long OFF = Long.MAX_VALUE;

    /** Least {@code memory}: two chunks of the allocator. */
    public static final long LEAST_MEMORY = 8 << 20;

    public static final Limits DEFAULT =
            new Limits(
                    OFF, 1000, 50, 1, 8 << 10, 16 << 10, 100, OFF, 100, 100, 30, 64 << 10, OFF, 0);

    public Limits {
        require(connections > 0, "connections", connections + " must be positive");
        require(
                connectionsPerAddress > 0,
                "connectionsPerAddress",
                connectionsPerAddress + " must be positive");
        require(
                handshakesPerAddress > 0,
                "handshakesPerAddress",
                handshakesPerAddress + " must be positive");
        require(
                handshakeWindowSeconds >= 1,
                "handshakesPerAddress",
                handshakeWindowSeconds + " s is no window");
        require(
                requestTarget >= 64 && requestTarget <= 32 << 10,
                "requestTarget",
                requestTarget + " is not within 64B and 32KiB");
        require(
                headerBytes >= 512 && headerBytes <= 32 << 10,
                "headerBytes",
                headerBytes + " is not within 512B and 32KiB");
        require(
                headerFields >= 8 && headerFields <= 1000,
                "headerFields",
                headerFields + " is not within 8 and 1000");
        require(bodyBytes >= 0, "bodyBytes", bodyBytes + " must not be negative");
        require(
                streams >= 1 && streams <= 10_000,
                "streams",
                streams + " is not within 1 and 10000");
        require(resets >= 1, "resets", resets + " must be positive");
        require(
                resetWindowSeconds >= 1,
                "resetWindowSeconds",
                resetWindowSeconds + " must be positive");
        require(
                buffer >= 4 << 10 && buffer <= 64 << 20,
                "buffer",
                buffer + " is not within 4KiB and 64MiB");
        require(
                requestsPerConnection > 0,
                "requestsPerConnection",
                requestsPerConnection + " must be positive");
        require(
                memory == 0 || memory >= LEAST_MEMORY,
                "memory",
                memory + " is less than " + LEAST_MEMORY);
    }
}
