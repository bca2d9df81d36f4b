package dev.quaygate.proxy.settings;

import static dev.quaygate.proxy.settings.Check.require;

import java.time.Duration;

/**
 * How long each step may take. {@link #OFF} switches one off.
 *
 * @param handshake TLS, from accept
 * @param header whole request head, from its first byte or from accept
 * @param keepAlive idle client connection
 * @param body silence inside a request body
 * @param bodyRate minimum bytes per second after the first 10 s of a request body; 0 is off
 * @param write client takes no byte of a response
 * @param request total age of one exchange
 * @param connect to an endpoint
 * @param response request sent to first response byte
 * @param stall upstream silence inside a response body
 * @param stream silence on event streams (replaces {@code stall})
 * @param tunnel silence on upgraded connections
 * @param connectionAge HTTP/2 connection age, plus or minus 10 %, then a graceful GOAWAY
 * @param drain reload, stop and endpoint drain; then cut
 */
public record Timeouts(
        Duration handshake,
        Duration header,
        Duration keepAlive,
        Duration body,
        long bodyRate,
        Duration write,
        Duration request,
        Duration connect,
        Duration response,
        Duration stall,
        Duration stream,
        Duration tunnel,
        Duration connectionAge,
        Duration drain) {
    /** A timeout that never fires (about 146 years, so that nanosecond sums do not overflow). */
    public static final Duration OFF = Duration.ofNanos(Long.MAX_VALUE / 2);

    public static final Timeouts DEFAULT =
            new Timeouts(
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(30),
                    240,
                    Duration.ofSeconds(30),
                    OFF,
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(60),
                    Duration.ofHours(1),
                    Duration.ofMinutes(10),
                    Duration.ofHours(1),
                    Duration.ofSeconds(30));

    public Timeouts {
        positive("handshake", handshake);
        positive("header", header);
        positive("keepAlive", keepAlive);
        positive("body", body);
        require(bodyRate >= 0, "bodyRate", bodyRate + " must not be negative");
        positive("write", write);
        positive("request", request);
        positive("connect", connect);
        positive("response", response);
        positive("stall", stall);
        positive("stream", stream);
        positive("tunnel", tunnel);
        positive("connectionAge", connectionAge);
        require(!drain.isNegative(), "drain", drain + " must not be negative");
    }

    private static void positive(String field, Duration value) {
        require(value.isPositive(), field, value + " must be longer than zero");
        require(value.compareTo(OFF) <= 0, field, value + " is too long; write `off`");
    }
}
