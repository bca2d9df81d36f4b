package dev.quaygate.proxy.listener;

import dev.quaygate.proxy.relay.ClientSession;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Finds the connection of a loop that has been idle longest, which is the one whose time would be
 * up first. Nothing is kept for it while there is room: a look at all of them gives the next
 * {@value #KEPT}, and whoever becomes idle later comes behind those. Loop thread only.
 */
final class OldestIdle {
    private static final int KEPT = 64;

    /** Where nobody was idle, nobody will be for a while; refusing must cost less than serving. */
    private static final long FRUITLESS_NANOS = 100_000_000;

    private record Idle(ClientSession session, long until) {}

    private static final Comparator<Idle> EARLIEST = Comparator.comparingLong(Idle::until);

    private final ArrayDeque<Idle> next = new ArrayDeque<>(KEPT);
    private boolean fruitless;
    private long lookedAt;

    /** Closes it; false if none is idle. */
    boolean close(List<ClientSession> sessions, long now) {
        if (closeNext()) {
            return true;
        }
        if (fruitless && now - lookedAt < FRUITLESS_NANOS) {
            return false;
        }
        look(sessions);
        lookedAt = now;
        fruitless = next.isEmpty();
        return closeNext();
    }

    private boolean closeNext() {
        for (Idle idle = next.poll(); idle != null; idle = next.poll()) {
            ClientSession session = idle.session();
            boolean stillIdle = session.idleUntil() == idle.until();
            if (stillIdle && session.closeIfIdle()) {
                return true;
            }
        }
        return false;
    }

    private void look(List<ClientSession> sessions) {
        var earliest = new PriorityQueue<>(KEPT + 1, EARLIEST.reversed());
        for (ClientSession session : sessions) {
            long until = session.idleUntil();
            Idle latest = earliest.peek();
            boolean full = earliest.size() == KEPT;
            if (until == Long.MAX_VALUE || full && latest != null && until >= latest.until()) {
                continue;
            }
            earliest.add(new Idle(session, until));
            if (full) {
                earliest.poll();
            }
        }
        earliest.stream().sorted(EARLIEST).forEach(next::add);
    }
}
