package dev.quaygate.proxy.upstream;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Idle connections to one endpoint on one event loop, the most recently used first, so that the
 * rest can age out. Loop thread only.
 */
final class IdleConnections {
    private final ArrayDeque<UpstreamConnection> connections = new ArrayDeque<>();

    @Nullable UpstreamConnection take(long now) {
        UpstreamConnection connection;
        while ((connection = connections.pollLast()) != null) {
            if (connection.isUsable(now)) {
                return connection;
            }
            connection.close();
        }
        return null;
    }

    /**
     * Keeps {@code connection}; the one that was idle longest goes if there are more than {@code
     * most}.
     */
    void give(UpstreamConnection connection, int most) {
        connections.addLast(connection);
        if (connections.size() > most) {
            connections.removeFirst().close();
        }
    }

    void remove(UpstreamConnection connection) {
        connections.removeLastOccurrence(connection);
    }

    /** Closes them all, as when the endpoint left its pool. */
    void closeAll() {
        UpstreamConnection connection;
        while ((connection = connections.pollLast()) != null) {
            connection.close();
        }
    }

    int size() {
        return connections.size();
    }
}
