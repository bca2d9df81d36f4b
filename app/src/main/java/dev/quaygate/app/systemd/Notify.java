package dev.quaygate.app.systemd;

import io.netty.channel.epoll.Epoll;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the service manager how the process is (sd_notify(3)): ready, reloading, stopping, one line
 * of status, and that it lives. Does nothing if none asked for it. Any thread.
 */
public final class Notify implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Notify.class);

    /** How far ahead a drain asks for more time, and how often. */
    private static final Duration AHEAD = Duration.ofSeconds(15);

    private static final Duration AGAIN = Duration.ofSeconds(5);

    private final @Nullable Link link;
    private @Nullable ScheduledFuture<?> beat;
    private @Nullable ScheduledFuture<?> extension;

    /**
     * The way to a service manager.
     *
     * @param send takes one datagram
     * @param monotonic microseconds of CLOCK_MONOTONIC
     * @param watchdog longest silence that the service manager takes for life; zero for any
     */
    record Link(
            Consumer<String> send,
            ScheduledExecutorService timer,
            LongSupplier monotonic,
            Duration watchdog,
            Runnable close) {}

    Notify(@Nullable Link link) {
        this.link = link;
    }

    /** As the environment says. */
    public static Notify of(Map<String, String> environment) {
        String name = environment.getOrDefault("NOTIFY_SOCKET", "");
        if (name.isEmpty()) {
            return new Notify(null);
        }
        if (!(name.startsWith("/") || name.startsWith("@")) || !Epoll.isAvailable()) {
            LOG.warn("notify.unavailable socket={}", name);
            return new Notify(null);
        }
        NotifySocket socket = NotifySocket.open(name);
        return new Notify(
                new Link(
                        socket::send,
                        socket.timer(),
                        // HotSpot's nanoTime reads CLOCK_MONOTONIC on Linux.
                        () -> System.nanoTime() / 1000,
                        watchdog(environment, ProcessHandle.current().pid()),
                        socket::close));
    }

    /** Whether somebody listens. */
    public boolean isWanted() {
        return link != null;
    }

    /** It serves; also the end of a reload. */
    public void ready(String status) {
        send("READY=1\nSTATUS=" + oneLine(status));
    }

    /** One line for people. */
    public void status(String status) {
        send("STATUS=" + oneLine(status));
    }

    /** It reads its configuration again; {@link #ready} ends that. */
    public void reloading() {
        Link there = link;
        if (there != null) {
            send("RELOADING=1\nMONOTONIC_USEC=" + there.monotonic().getAsLong());
        }
    }

    /**
     * It ends, and asks for more time again and again until it is closed: the service manager does
     * not know how long a drain may take.
     */
    public synchronized void stopping(String status) {
        send("STOPPING=1\nSTATUS=" + oneLine(status));
        Link there = link;
        if (there != null && extension == null) {
            String more = "EXTEND_TIMEOUT_USEC=" + TimeUnit.MICROSECONDS.convert(AHEAD);
            extension = every(there, Duration.ZERO, AGAIN, () -> send(more));
        }
    }

    /**
     * Signs of life from now on, at half of the silence that the service manager takes, if it
     * watches.
     *
     * @param alive asked before each sign with the age at which a standstill counts; without a yes
     *     there is no sign, and the process is started anew
     */
    public synchronized void watch(Predicate<Duration> alive) {
        Link there = link;
        if (there == null || there.watchdog().isZero() || beat != null) {
            return;
        }
        Duration half = there.watchdog().dividedBy(2);
        beat =
                every(
                        there,
                        Duration.ZERO,
                        half,
                        () -> {
                            if (alive.test(half)) {
                                send("WATCHDOG=1");
                            }
                        });
    }

    @Override
    public synchronized void close() {
        Link there = link;
        if (there == null) {
            return;
        }
        for (ScheduledFuture<?> task : new ScheduledFuture<?>[] {beat, extension}) {
            if (task != null) {
                task.cancel(false);
            }
        }
        there.close().run();
    }

    /** {@code WATCHDOG_USEC}, if it is meant for this process (sd_watchdog_enabled(3)). */
    static Duration watchdog(Map<String, String> environment, long pid) {
        String whose = environment.getOrDefault("WATCHDOG_PID", "");
        if (!whose.isEmpty() && !whose.equals(String.valueOf(pid))) {
            return Duration.ZERO;
        }
        String micros = environment.getOrDefault("WATCHDOG_USEC", "");
        return micros.matches("[1-9][0-9]{0,17}")
                ? Duration.of(Long.parseLong(micros), java.time.temporal.ChronoUnit.MICROS)
                : Duration.ZERO;
    }

    private static ScheduledFuture<?> every(
            Link link, Duration first, Duration period, Runnable task) {
        return link.timer()
                .scheduleAtFixedRate(task, first.toNanos(), period.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void send(String message) {
        Link there = link;
        if (there != null) {
            there.send().accept(message);
        }
    }

    // A line feed would begin another assignment.
    private static String oneLine(String text) {
        return text.strip().replaceAll("\\s*[\\r\\n]+\\s*", "; ");
    }
}
