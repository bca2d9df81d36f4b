package dev.quaygate.acme.client;

import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** Status and headers of an answer, and the instants they hold. */
record ResponseHead(int status, HttpHeaders headers) {
    /** The server's clock (RFC 9110 §6.6.1). */
    Optional<Instant> date() {
        return headers.firstValue("Date").flatMap(ResponseHead::httpDate);
    }

    /**
     * When to come back (RFC 9110 §10.2.3). Seconds count from our own clock, so a server with a
     * wrong one cannot shift the answer. A value in the past or one that makes no sense is none.
     */
    Optional<Instant> retryAfter(Instant now) {
        return headers.firstValue("Retry-After")
                .map(String::strip)
                .flatMap(value -> value.matches("\\d{1,9}") ? seconds(value, now) : httpDate(value))
                .filter(at -> !at.isBefore(now));
    }

    private static Optional<Instant> seconds(String value, Instant now) {
        return Optional.of(now.plusSeconds(Long.parseLong(value)));
    }

    private static Optional<Instant> httpDate(String value) {
        try {
            return Optional.of(DateTimeFormatter.RFC_1123_DATE_TIME.parse(value, Instant::from));
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }
}
