package dev.quaygate.workers;

import dev.quaygate.workers.settings.AppSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The mailbox and the thread of one app, the only one that decides for it. Any thread. */
final class App {
    private static final Logger log = LoggerFactory.getLogger(App.class);
    private static final Duration LONGEST_SLEEP = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(2);

    private final String name;
    private final InstantSource clock;
    private final BlockingQueue<Message> mailbox = new LinkedBlockingQueue<>();
    private volatile boolean closed;
    private volatile boolean ready;
    private volatile boolean removed;
    private volatile boolean over;
    private volatile @Nullable AppStatus last;
    private @Nullable Thread thread;

    App(String name, InstantSource clock) {
        this.name = name;
        this.clock = clock;
    }

    /**
     * Begins to decide.
     *
     * @param whenOver called by its thread once an app that was removed has no worker left
     */
    void start(AppLife life, Alarm alarm, Runnable whenOver) {
        thread = Thread.ofVirtual().name("app-" + name).start(() -> run(life, alarm, whenOver));
    }

    /** Stops deciding and waits for that; workers go on. */
    void close() {
        closed = true;
        tell(new Message.Wake());
        Thread running = thread;
        if (running != null && running != Thread.currentThread()) {
            try {
                running.join(ANSWER);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }

    void tell(Message message) {
        mailbox.add(message);
    }

    String name() {
        return name;
    }

    /** Whether others need not wait for it. */
    boolean ready() {
        return ready;
    }

    /** It was removed and has ended: the name is free for a new one. */
    boolean over() {
        return over;
    }

    boolean removed() {
        return removed;
    }

    void take(AppSettings settings) {
        removed = false;
        tell(new Message.NewSettings(settings));
    }

    void remove() {
        removed = true;
        tell(new Message.Removed());
    }

    /** Empty if it never came to answer. */
    Optional<AppStatus> status() {
        var answer = new CompletableFuture<AppStatus>();
        if (!closed) {
            tell(new Message.Status(answer));
            last = await(answer).orElse(last);
        }
        return Optional.ofNullable(last);
    }

    /** Why it cannot do this now; empty if it does. */
    String command(Message.Verb verb, RunningOperation operation) {
        var refusal = new CompletableFuture<String>();
        tell(new Message.Command(verb, operation, refusal));
        return await(refusal).orElse(name + " does not answer");
    }

    private static <T> Optional<T> await(CompletableFuture<T> answer) {
        try {
            return Optional.of(answer.get(ANSWER.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (ExecutionException | TimeoutException _) {
            return Optional.empty();
        }
    }

    private void run(AppLife life, Alarm alarm, Runnable whenOver) {
        step(life, List.of());
        while (!closed && !life.over()) {
            step(life, next(alarm));
        }
        if (life.over()) {
            over = true;
            whenOver.run();
        }
    }

    private List<Message> next(Alarm alarm) {
        Duration sleep = Duration.between(clock.instant(), earliest(alarm.next()));
        var messages = new ArrayList<Message>();
        try {
            Message first = mailbox.poll(Math.max(1, sleep.toMillis()), TimeUnit.MILLISECONDS);
            if (first != null) {
                messages.add(first);
                mailbox.drainTo(messages);
            }
        } catch (InterruptedException _) {
            closed = true; // nobody interrupts this thread but to end it
        }
        return messages;
    }

    private Instant earliest(Instant wanted) {
        Instant latest = clock.instant().plus(LONGEST_SLEEP);
        return wanted.isBefore(latest) ? wanted : latest;
    }

    /** A bug in one decision must not leave an app without anybody who looks after it. */
    private void step(AppLife life, List<Message> messages) {
        for (Message message : messages) {
            if (closed) {
                return;
            }
            try {
                life.hear(message);
            } catch (RuntimeException e) {
                log.error(
                        "app.internal app={} message={}",
                        name,
                        message.getClass().getSimpleName(),
                        e);
            }
        }
        try {
            if (!closed) {
                life.tick();
                ready = life.ready();
            }
        } catch (RuntimeException e) {
            log.error("app.internal app={}", name, e);
        }
    }
}
