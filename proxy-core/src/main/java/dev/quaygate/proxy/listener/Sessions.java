package dev.quaygate.proxy.listener;

import dev.quaygate.proxy.observe.Cause;
import dev.quaygate.proxy.relay.ClientSession;
import java.util.ArrayList;
import java.util.List;

/** The client connections of one event loop. Loop thread only. */
public final class Sessions {
    private final ArrayList<ClientSession> sessions = new ArrayList<>();
    private final OldestIdle oldest = new OldestIdle();

    void add(ClientSession session) {
        sessions.add(session);
    }

    void remove(ClientSession session) {
        int at = sessions.lastIndexOf(session);
        if (at < 0) {
            return;
        }
        ClientSession last = sessions.removeLast();
        if (at < sessions.size()) {
            sessions.set(at, last);
        }
    }

    /**
     * Ends the connection that has been idle longest; says whether there was one. It may need a
     * moment to say goodbye.
     *
     * @param now {@link System#nanoTime()}
     */
    boolean closeOldestIdle(long now) {
        return oldest.close(sessions, now);
    }

    public int size() {
        return sessions.size();
    }

    /** Exchanges in flight, tunnels included. */
    public int exchanges() {
        int sum = 0;
        for (ClientSession session : sessions) {
            sum += session.exchanges();
        }
        return sum;
    }

    public int tunnels() {
        int sum = 0;
        for (ClientSession session : sessions) {
            sum += session.tunnels();
        }
        return sum;
    }

    /** Asks every connection to end gracefully. */
    public void drain() {
        for (ClientSession session : List.copyOf(sessions)) {
            session.drain();
        }
    }

    /** Ends every connection; returns how many exchanges were cut. */
    public int cut(Cause cause) {
        int cut = 0;
        for (ClientSession session : List.copyOf(sessions)) {
            cut += session.cut(cause);
        }
        return cut;
    }
}
