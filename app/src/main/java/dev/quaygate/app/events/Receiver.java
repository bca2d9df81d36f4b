package dev.quaygate.app.events;

import dev.quaygate.app.config.settings.EventSettings;
import dev.quaygate.app.config.settings.Secret;
import dev.quaygate.app.events.Outbox.Waiting;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers to one webhook, in order, until each delivery is confirmed by a 2xx: a receiver that is
 * away gets everything when it is back. Its own virtual thread.
 */
final class Receiver implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("events");
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final List<Duration> PAUSES =
            List.of(
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(30),
                    Duration.ofMinutes(2),
                    Duration.ofMinutes(10));

    private enum Verdict {
        TAKEN,
        /** Asking again would bring the same answer. */
        REFUSED,
        AWAY
    }

    private final EventSettings settings;
    private final Outbox outbox;
    private final HttpClient client;
    private final InstantSource clock;
    private final Semaphore news = new Semaphore(1); // at a start something may wait already
    private final Thread thread;
    private volatile boolean closed;

    Receiver(EventSettings settings, Outbox outbox, HttpClient client, InstantSource clock) {
        this.settings = settings;
        this.outbox = outbox;
        this.client = client;
        this.clock = clock;
        thread = Thread.ofVirtual().name("webhook").start(this::run);
    }

    EventSettings settings() {
        return settings;
    }

    /** Keeps an event that it wants; the delivery follows. */
    void take(Event event) {
        if (settings.on().stream().noneMatch(event::isOf)) {
            return;
        }
        try {
            int lost;
            synchronized (outbox) {
                lost = outbox.add(event);
            }
            if (lost > 0) {
                LOG.warn(
                        "webhook.given-up to={} events={} why=\"more than {} wait\"",
                        where(),
                        lost,
                        Outbox.MOST);
            }
        } catch (IOException e) {
            LOG.error("webhook.lost to={} kind={} why={}", where(), event.kind(), e);
        }
        news.release();
    }

    private void run() {
        try {
            while (!closed) {
                boolean _ = news.tryAcquire(1, TimeUnit.HOURS);
                news.drainPermits();
                for (Waiting next : waiting()) {
                    deliver(next);
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private List<Waiting> waiting() {
        try {
            synchronized (outbox) {
                return outbox.waiting();
            }
        } catch (IOException e) {
            LOG.error("webhook.unreadable to={} why={}", where(), e);
            return List.of();
        }
    }

    private void deliver(Waiting next) throws InterruptedException {
        for (int tries = 0; ; tries++) {
            switch (post(next, tries)) {
                case TAKEN, REFUSED -> {
                    forget(next);
                    return;
                }
                case AWAY -> Thread.sleep(PAUSES.get(Math.min(tries, PAUSES.size() - 1)));
            }
        }
    }

    private void forget(Waiting delivered) {
        try {
            synchronized (outbox) {
                outbox.remove(delivered);
            }
        } catch (IOException e) {
            LOG.error("webhook.kept to={} file={} why={}", where(), delivered.file(), e);
        }
    }

    private Verdict post(Waiting next, int tries) throws InterruptedException {
        try {
            int status =
                    client.send(request(next), HttpResponse.BodyHandlers.discarding()).statusCode();
            if (status / 100 == 2) {
                return Verdict.TAKEN;
            }
            boolean again = status >= 500 || status == 429 || status == 408;
            complain(next, tries, "answer " + status + (again ? "" : ": not sent again"));
            return again ? Verdict.AWAY : Verdict.REFUSED;
        } catch (IOException e) {
            complain(next, tries, String.valueOf(e.getMessage()));
            return Verdict.AWAY;
        }
    }

    // Once at first, then only as often as it is still worth a line.
    private void complain(Waiting next, int tries, String why) {
        if (tries == 0 || tries % 10 == 0) {
            LOG.warn(
                    "webhook.failed to={} kind={} try={} why=\"{}\"",
                    where(),
                    next.kind(),
                    tries + 1,
                    why);
        }
    }

    private HttpRequest request(Waiting next) {
        String timestamp = Long.toString(clock.instant().getEpochSecond());
        var request =
                HttpRequest.newBuilder(settings.webhook())
                        .timeout(TIMEOUT)
                        .header("Content-Type", "application/json")
                        .header("User-Agent", "quaygate")
                        .header("X-Quaygate-Event", next.kind())
                        .header("X-Quaygate-Delivery", next.key())
                        .header("X-Quaygate-Timestamp", timestamp)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(next.body()));
        Secret secret = settings.secret();
        if (secret != null) {
            secret.reveal()
                    .map(key -> Signature.of(key, timestamp, next.body()))
                    .ifPresent(signature -> request.header("X-Quaygate-Signature", signature));
        }
        return request.build();
    }

    /** The address without what may be secret in it. */
    private String where() {
        return settings.webhook().getScheme() + "://" + settings.webhook().getAuthority();
    }

    /** Ends after the request that is under way; what waits is delivered by the next process. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
