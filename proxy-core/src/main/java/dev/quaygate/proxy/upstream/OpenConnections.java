package dev.quaygate.proxy.upstream;

import dev.quaygate.proxy.observe.Cause;
import org.jspecify.annotations.Nullable;

/** All open connections to one endpoint on one event loop. Loop thread only. */
final class OpenConnections {
    private @Nullable UpstreamConnection first;

    void add(UpstreamConnection connection) {
        UpstreamConnection second = first;
        connection.nextOpen = second;
        if (second != null) {
            second.previousOpen = connection;
        }
        first = connection;
    }

    void remove(UpstreamConnection connection) {
        UpstreamConnection before = connection.previousOpen;
        UpstreamConnection after = connection.nextOpen;
        if (before != null) {
            before.nextOpen = after;
        } else if (first == connection) {
            first = after;
        }
        if (after != null) {
            after.previousOpen = before;
        }
        connection.previousOpen = null;
        connection.nextOpen = null;
    }

    /** Closes all of them; what is in flight ends with this cause. */
    void cut(Cause cause) {
        UpstreamConnection connection;
        while ((connection = first) != null) {
            remove(connection);
            connection.cut(cause);
        }
    }
}
