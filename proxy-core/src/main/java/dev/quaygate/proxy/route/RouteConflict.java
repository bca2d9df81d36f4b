package dev.quaygate.proxy.route;

import dev.quaygate.proxy.settings.HostPattern;
import dev.quaygate.proxy.settings.Route;

/** Two routes that get in each other's way. */
public sealed interface RouteConflict {
    /**
     * Nothing decides between the two for {@code host}: an error.
     *
     * @param first the one written earlier
     */
    record Duplicate(Route first, Route second, HostPattern host) implements RouteConflict {}

    /**
     * No request can ever reach {@code route}: a warning.
     *
     * @param by the route in front of it (for its first host)
     */
    record Shadowed(Route route, Route by) implements RouteConflict {}
}
