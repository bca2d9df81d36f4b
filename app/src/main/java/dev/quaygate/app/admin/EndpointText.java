package dev.quaygate.app.admin;

import dev.quaygate.proxy.upstream.EndpointHealth;
import dev.quaygate.proxy.upstream.EndpointView;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/** Endpoints in words. */
final class EndpointText {
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneId.systemDefault());

    private EndpointText() {}

    /** What is wrong with it, empty if nothing is. */
    static String trouble(EndpointView endpoint) {
        return switch (endpoint.health()) {
            case EndpointHealth.Unknown _, EndpointHealth.Healthy _ -> "";
            case EndpointHealth.Unhealthy(var cause, String detail, Instant since) ->
                    cause.word()
                            + " since "
                            + clock(since)
                            + (detail.isEmpty() ? "" : ": " + detail);
            case EndpointHealth.Ejected(var cause, long _, Instant until) ->
                    cause.word() + ", ejected until " + clock(until);
            case EndpointHealth.Draining(Instant deadline) -> "draining until " + clock(deadline);
            case EndpointHealth.Maintenance() -> "in maintenance";
        };
    }

    static String clock(Instant at) {
        return CLOCK.format(at);
    }
}
