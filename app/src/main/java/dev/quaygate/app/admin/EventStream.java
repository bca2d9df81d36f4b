package dev.quaygate.app.admin;

import dev.quaygate.app.events.Event;
import dev.quaygate.app.events.EventHub;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What happens, as server-sent events: first what the client has missed, then each new event. Those
 * that a slow client cannot take are dropped and counted; nothing waits for it.
 *
 * @param after the last id that the client has seen (Last-Event-ID), negative for none
 */
record EventStream(EventHub events, long after) implements LiveStream {
    private static final int HELD = 2000;

    @Override
    public void run(Sink sink) throws IOException {
        BlockingQueue<Event> waiting = new ArrayBlockingQueue<>(HELD);
        var dropped = new AtomicLong();
        sink.send(LiveStream.head());
        try (AutoCloseable _ =
                events.follow(
                        after,
                        event -> {
                            if (!waiting.offer(event)) {
                                dropped.incrementAndGet();
                            }
                        })) {
            sink.send(LiveStream.comment("following"));
            while (true) {
                Event event = waiting.poll(SILENCE_MILLIS, TimeUnit.MILLISECONDS);
                sink.send(event == null ? LiveStream.comment("still here") : bytes(event));
                long lost = dropped.getAndSet(0);
                if (lost > 0) {
                    sink.send(LiveStream.comment(lost + " events dropped, you read too slowly"));
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("no more events", e);
        }
    }

    private static byte[] bytes(Event event) {
        String out =
                "event: %s\nid: %d\ndata: %s\n\n".formatted(event.kind(), event.id(), event.json());
        return out.getBytes(StandardCharsets.UTF_8);
    }
}
