package dev.quaygate.app.events;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes every event to all followers and remembers the last 1,000. Any thread. */
public final class EventHub {
    private static final Logger LOG = LoggerFactory.getLogger(EventHub.class);
    private static final int REMEMBERED = 1000;

    private final InstantSource clock;
    private final long started;
    private final ArrayDeque<Event> ring = new ArrayDeque<>(); // guarded by this
    private final List<Consumer<Event>> followers = new CopyOnWriteArrayList<>();
    private long last; // guarded by this

    public EventHub(InstantSource clock) {
        this.clock = clock;
        started = clock.millis();
    }

    /** Something that cannot happen again. */
    public void tell(String kind, String subject, boolean attention, String text) {
        publish("", kind, subject, attention, text, Map.of());
    }

    /**
     * @param key the same if the same may be told again by a later process, empty for one that is
     *     unique
     */
    public synchronized void publish(
            String key,
            String kind,
            String subject,
            boolean attention,
            String text,
            Map<String, String> data) {
        long id = ++last;
        Instant at = clock.instant();
        String name = key.isEmpty() ? Long.toString(started, 36) + "-" + id : key;
        var event = new Event(id, name, !key.isEmpty(), at, kind, subject, attention, text, data);
        ring.addLast(event);
        if (ring.size() > REMEMBERED) {
            ring.removeFirst();
        }
        // In this order to each of them, and none missing between what is remembered and told.
        followers.forEach(follower -> tell(follower, event));
    }

    private static void tell(Consumer<Event> follower, Event event) {
        try {
            follower.accept(event);
        } catch (RuntimeException e) {
            LOG.error("event {} was not taken", event.kind(), e);
        }
    }

    /**
     * Follows: first what is remembered since {@code after}, then each new event, on the thread of
     * whoever tells it; must return soon.
     *
     * @param after the last id that the follower has; one from another life of the process means
     *     all that is remembered, a negative one nothing
     * @return ends it
     */
    public synchronized AutoCloseable follow(long after, Consumer<Event> follower) {
        long from = after < 0 ? last : after > last ? 0 : after;
        var missed = new ArrayList<>(ring);
        missed.removeIf(event -> event.id() <= from);
        missed.forEach(follower);
        followers.add(follower);
        return () -> followers.remove(follower);
    }
}
