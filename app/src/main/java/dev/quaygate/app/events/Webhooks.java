package dev.quaygate.app.events;

import dev.quaygate.app.config.settings.EventSettings;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** The receivers of the configuration in force. Any thread. */
public final class Webhooks implements AutoCloseable {
    private final Path directory;
    private final InstantSource clock;
    private final HttpClient client =
            HttpClient.newBuilder()
                    .connectTimeout(Duration.ofSeconds(5))
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .build();
    private volatile List<Receiver> receivers = List.of();

    /**
     * @param directory where deliveries wait; made when it is needed
     */
    public Webhooks(Path directory, InstantSource clock) {
        this.directory = directory;
        this.clock = clock;
    }

    /** Makes these the receivers. One that stays as it is goes on with what it was doing. */
    public synchronized void configure(List<EventSettings> wanted) {
        var next = new ArrayList<Receiver>();
        var left = new ArrayList<>(receivers);
        for (EventSettings settings : wanted) {
            Receiver same =
                    left.stream()
                            .filter(old -> old.settings().equals(settings))
                            .findFirst()
                            .orElse(null);
            left.remove(same);
            next.add(same == null ? receiver(settings) : same);
        }
        left.forEach(Receiver::close);
        receivers = List.copyOf(next);
    }

    private Receiver receiver(EventSettings settings) {
        String name = Outbox.hash(settings.webhook().toString());
        return new Receiver(settings, new Outbox(directory.resolve(name)), client, clock);
    }

    /** Takes an event to all receivers that want it; returns when it is kept for them. */
    public void take(Event event) {
        receivers.forEach(receiver -> receiver.take(event));
    }

    @Override
    public synchronized void close() {
        receivers.forEach(Receiver::close);
        client.shutdownNow();
    }
}
