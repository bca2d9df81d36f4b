package dev.quaygate.app.tickets;

import dev.quaygate.proxy.tls.TicketKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The keys of session tickets at one moment.
 *
 * @param first encrypts, since then
 * @param next what will encrypt after it, announced so that every node can decrypt it by then; null
 *     while there is none
 * @param older what only decrypts, newest first
 */
record TicketRing(Dated first, @Nullable TicketKey next, List<Dated> older) {
    /**
     * A key with the time when it began to encrypt, by the clock of the node that made it first.
     */
    record Dated(TicketKey key, Instant since) {}

    TicketRing {
        older = List.copyOf(older);
    }

    /** A ring of one key. */
    static TicketRing of(TicketKey key, Instant now) {
        return new TicketRing(new Dated(key, now), null, List.of());
    }

    TicketRing announce(TicketKey key) {
        return new TicketRing(first, key, older);
    }

    /**
     * Another key encrypts.
     *
     * @param keep how many of those before it still decrypt
     */
    TicketRing begin(TicketKey key, Instant now, int keep) {
        List<Dated> before = Stream.concat(Stream.of(first), older.stream()).limit(keep).toList();
        return new TicketRing(new Dated(key, now), null, before);
    }

    /** The same without the keys whose time to decrypt is over, see {@link TicketSchedule}. */
    TicketRing without(List<Dated> ended) {
        return new TicketRing(
                first, next, older.stream().filter(one -> !ended.contains(one)).toList());
    }

    /** In the order of the data plane: the first encrypts. */
    List<TicketKey> keys() {
        var keys = new ArrayList<TicketKey>();
        keys.add(first.key());
        if (next != null) {
            keys.add(next);
        }
        older.forEach(one -> keys.add(one.key()));
        return keys;
    }
}
