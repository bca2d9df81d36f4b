package dev.quaygate.proxy.relay;

import dev.quaygate.proxy.codec.CompiledEdits;
import dev.quaygate.proxy.observe.RouteMeters;
import dev.quaygate.proxy.settings.PoolSettings.HostHeader;
import dev.quaygate.proxy.settings.Route;
import dev.quaygate.proxy.text.Ascii;
import dev.quaygate.proxy.upstream.Pool;
import org.jspecify.annotations.Nullable;

/**
 * A route with the runtime objects it needs and its edits made ready. Keeps its identity over
 * reloads that do not change it. Immutable.
 */
public final class BoundRoute {
    private final Route route;
    private final @Nullable Pool pool;
    private final RouteMeters meters;
    final CompiledEdits requestEdits;
    final CompiledEdits responseEdits;
    final byte @Nullable [] stripPrefix;
    final byte @Nullable [] addPrefix;
    final byte @Nullable [] hostLiteral;
    final byte @Nullable [] hsts;

    // Read for each request: nanoseconds instead of Duration.
    final long responseNanos;
    final long stallNanos;
    final long streamNanos;
    final long bodyNanos;
    final long writeNanos;
    final long connectNanos;
    final long requestNanos;
    final long tunnelNanos;

    /**
     * @param pool null for routes that answer by themselves
     */
    public BoundRoute(Route route, @Nullable Pool pool, RouteMeters meters) {
        this.route = route;
        this.pool = pool;
        this.meters = meters;
        requestEdits = new CompiledEdits(route.requestHeaders());
        responseEdits = new CompiledEdits(route.responseHeaders());
        stripPrefix = ascii(route.stripPrefix());
        addPrefix = ascii(route.addPrefix());
        hostLiteral = hostLiteral(pool);
        hsts = route.hsts() == null ? null : Ascii.bytes(route.hsts().value());
        responseNanos = route.timeouts().response().toNanos();
        stallNanos = route.timeouts().stall().toNanos();
        streamNanos = route.timeouts().stream().toNanos();
        bodyNanos = route.timeouts().body().toNanos();
        writeNanos = route.timeouts().write().toNanos();
        connectNanos = route.timeouts().connect().toNanos();
        requestNanos = route.timeouts().request().toNanos();
        tunnelNanos = route.timeouts().tunnel().toNanos();
    }

    public Route route() {
        return route;
    }

    /** The pool it forwards to, or null. */
    public @Nullable Pool pool() {
        return pool;
    }

    public RouteMeters meters() {
        return meters;
    }

    private static byte @Nullable [] hostLiteral(@Nullable Pool pool) {
        if (pool == null) {
            return null;
        }
        HostHeader host = pool.settings().hostHeader();
        return host.kind() == HostHeader.Kind.LITERAL ? Ascii.bytes(host.literal()) : null;
    }

    private static byte @Nullable [] ascii(@Nullable String text) {
        return text == null ? null : Ascii.bytes(text);
    }
}
