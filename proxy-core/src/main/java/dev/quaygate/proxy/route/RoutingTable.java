package dev.quaygate.proxy.route;

import dev.quaygate.proxy.codec.RequestHead;
import dev.quaygate.proxy.settings.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which route answers. Immutable; built once per revision. Precedence: priority, then exact host,
 * wildcard, any host, then exact path, then longest prefix. Hosts are compared without case and one
 * trailing dot, paths byte for byte with runs of slashes merged. The cost of a look-up does not
 * depend on the number of routes.
 *
 * @param <T> what is found; carries its {@link Route}
 */
public final class RoutingTable<T> {
    private final List<Slot<T>> slots;
    private final HostTable<T> https;
    private final HostTable<T> http;

    private RoutingTable(List<Slot<T>> slots) {
        this.slots = slots;
        this.https = table(slots, Route.Scheme.HTTPS);
        this.http = table(slots, Route.Scheme.HTTP);
    }

    /** Builds the table; {@code entries} in file order. */
    public static <T> RoutingTable<T> of(List<T> entries, Function<T, Route> routeOf) {
        var slots = new ArrayList<Slot<T>>(entries.size());
        for (T entry : entries) {
            slots.add(new Slot<>(entry, routeOf.apply(entry), slots.size()));
        }
        return new RoutingTable<>(List.copyOf(slots));
    }

    /**
     * The entry that answers a head whose host and normal path the guard has set, or null.
     * Allocates nothing. Any thread.
     */
    public @Nullable T find(RequestHead head, Route.Scheme scheme) {
        Slot<T> slot =
                hosts(scheme)
                        .find(
                                head.bytes,
                                head.hostStart,
                                head.hostEnd,
                                head.bytes,
                                head.normalStart,
                                head.normalEnd);
        return slot == null ? null : slot.entry();
    }

    /**
     * Whether the laxest endpoint, reading the path in its own way, would see a path of another
     * entry: then no rule can be trusted. Allocates nothing. Any thread.
     */
    public boolean isAmbiguous(RequestHead head, Route.Scheme scheme) {
        if (head.liberalStart == head.normalStart) {
            return false;
        }
        Slot<T> liberal =
                hosts(scheme)
                        .find(
                                head.bytes,
                                head.hostStart,
                                head.hostEnd,
                                head.bytes,
                                head.liberalStart,
                                head.liberalEnd);
        return find(head, scheme) != (liberal == null ? null : liberal.entry());
    }

    /**
     * Whether a route on https names this host, exactly or by a wildcard; {@code *} names nobody.
     * Decides what a TLS client that asks for the name gets. Any thread.
     *
     * @param foldedHost lower case, without trailing dot and brackets
     */
    public boolean knowsHost(String foldedHost) {
        return https.names(foldedHost);
    }

    /** Whether a route on https takes hosts that no other names. */
    public boolean takesAnyHost() {
        return https.takesAnyHost();
    }

    /**
     * Which entry answers a made-up request, found by the matcher that serves, and why no other
     * does. Not for the hot path.
     *
     * @param method as in {@code GET}
     * @param host without port
     * @param path in its normal reading, without query
     */
    public Explanation<T> explain(String method, Route.Scheme scheme, String host, String path) {
        byte[] hostBytes = Bytes.of(host);
        byte[] pathBytes = Bytes.of(path);
        Slot<T> chosen =
                hosts(scheme).find(hostBytes, 0, hostBytes.length, pathBytes, 0, pathBytes.length);
        var request = new Explanation.Request(method, scheme, Hosts.folded(host), path);
        return Explanation.of(request, chosen, slots);
    }

    private HostTable<T> hosts(Route.Scheme scheme) {
        return switch (scheme) {
            case HTTPS -> https;
            case HTTP -> http;
        };
    }

    private static <T> HostTable<T> table(List<Slot<T>> slots, Route.Scheme scheme) {
        var builder = new HostTable.Builder<T>();
        for (Slot<T> slot : slots) {
            if (slot.route().scheme() == scheme) {
                builder.add(slot);
            }
        }
        return builder.build();
    }
}
