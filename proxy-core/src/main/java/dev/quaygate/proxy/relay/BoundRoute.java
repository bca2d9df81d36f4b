package dev.quaygate.proxy.relay;

import dev.quaygate.proxy.observe.RouteMeters;
import dev.quaygate.proxy.settings.Route;
import dev.quaygate.proxy.upstream.Pool;
import org.jspecify.annotations.Nullable;

/**
 * A route with the runtime objects it needs. Keeps its identity over reloads that do not change it.
 *
 * @param pool null for routes that answer by themselves
 */
public record BoundRoute(Route route, @Nullable Pool pool, RouteMeters meters) {}
