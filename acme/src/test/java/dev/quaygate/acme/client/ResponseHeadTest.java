package dev.quaygate.acme.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpHeaders;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseHeadTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

    @Test
    void countsSecondsFromOurOwnClock() {
        assertThat(head("120").retryAfter(NOW)).contains(NOW.plusSeconds(120));
    }

    @Test
    void readsADate() {
        assertThat(head("Tue, 24 Nov 2026 13:00:00 GMT").retryAfter(NOW))
                .contains(Instant.parse("2026-11-24T13:00:00Z"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"soon", "-5", "", "99999999999999999999", "Mon, 23 Nov 2026 13:00:00 GMT"})
    void takesNonsenseAndThePastForNothing(String value) {
        assertThat(head(value).retryAfter(NOW)).isEmpty();
    }

    private static ResponseHead head(String retryAfter) {
        return new ResponseHead(
                503, HttpHeaders.of(Map.of("Retry-After", List.of(retryAfter)), (_, _) -> true));
    }
}
