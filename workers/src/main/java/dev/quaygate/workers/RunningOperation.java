package dev.quaygate.workers;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Written by the app's actor, read by anybody. */
final class RunningOperation implements Operation {
    private final String id;
    private final String app;
    private final String verb;
    private final Instant startedAt;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile @Nullable Outcome outcome;

    RunningOperation(String id, String app, String verb, Instant startedAt) {
        this.id = id;
        this.app = app;
        this.verb = verb;
        this.startedAt = startedAt;
    }

    void line(String text) {
        lines.add(text);
    }

    void succeed(String message) {
        end(new Outcome(true, "", message, List.of()));
    }

    void fail(String code, String message, List<String> workerLines) {
        end(new Outcome(false, code, message, workerLines));
    }

    private void end(Outcome how) {
        if (outcome == null) {
            outcome = how;
            ended.countDown();
        }
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String app() {
        return app;
    }

    @Override
    public String verb() {
        return verb;
    }

    @Override
    public Instant startedAt() {
        return startedAt;
    }

    @Override
    public List<String> lines() {
        return List.copyOf(lines);
    }

    @Override
    public Optional<Outcome> outcome() {
        return Optional.ofNullable(outcome);
    }

    @Override
    public boolean await(Duration limit) throws InterruptedException {
        return ended.await(limit.toMillis(), TimeUnit.MILLISECONDS);
    }
}
