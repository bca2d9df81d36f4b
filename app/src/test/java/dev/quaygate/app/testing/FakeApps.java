package dev.quaygate.app.testing;

import dev.quaygate.workers.AppControl;
import dev.quaygate.workers.AppStatus;
import dev.quaygate.workers.Operation;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Apps as a test wants them; remembers what it was asked to do. */
public final class FakeApps implements AppControl {
    /** What was asked, as in {@code scale shop 3}. */
    public final List<String> asked = new CopyOnWriteArrayList<>();

    /** Lines of every app. */
    public final List<LogLine> lines = new CopyOnWriteArrayList<>();

    /** Who follows. */
    public final List<Consumer<LogLine>> followers = new CopyOnWriteArrayList<>();

    private final Map<String, AppStatus> statuses = new LinkedHashMap<>();
    private final Map<String, FakeOperation> operations =
            Collections.synchronizedMap(new LinkedHashMap<>());
    private String busy = "";

    /** Adds an app, or changes it. */
    public void put(AppStatus status) {
        statuses.put(status.name(), status);
    }

    /** Refuses everything from now on. */
    public void refuse(String why) {
        busy = why;
    }

    /** The operation that was begun last. */
    public FakeOperation last() {
        return new ArrayList<>(operations.values()).getLast();
    }

    @Override
    public List<AppStatus> apps() {
        return List.copyOf(statuses.values());
    }

    @Override
    public Optional<AppStatus> app(String name) {
        return Optional.ofNullable(statuses.get(name));
    }

    @Override
    public Operation restart(String app) throws Busy {
        return begin("restart", app, "");
    }

    @Override
    public Operation scale(String app, int workers) throws Busy {
        return begin("scale", app, " " + workers);
    }

    @Override
    public Operation deploy(String app, Path release) throws Busy {
        return begin("deploy", app, " " + release);
    }

    @Override
    public Operation rollback(String app) throws Busy {
        return begin("rollback", app, "");
    }

    @Override
    public Operation stop(String app) throws Busy {
        return begin("stop", app, "");
    }

    @Override
    public Operation start(String app) throws Busy {
        return begin("start", app, "");
    }

    private Operation begin(String verb, String app, String what) throws Busy {
        asked.add(verb + " " + app + what);
        if (!busy.isEmpty()) {
            throw new Busy(busy);
        }
        var operation = new FakeOperation("op" + (operations.size() + 1), app, verb);
        operations.put(operation.id(), operation);
        return operation;
    }

    @Override
    public Optional<Operation> operation(String id) {
        return Optional.ofNullable(operations.get(id));
    }

    @Override
    public List<LogLine> tail(String app, int count) {
        return lines.subList(Math.max(0, lines.size() - count), lines.size());
    }

    @Override
    public AutoCloseable follow(String app, Consumer<LogLine> each) {
        followers.add(each);
        return () -> followers.remove(each);
    }

    /** Something long whose end the test decides. */
    public static final class FakeOperation implements Operation {
        private final String id;
        private final String app;
        private final String verb;
        private final List<String> lines = new CopyOnWriteArrayList<>();
        private final CountDownLatch over = new CountDownLatch(1);
        private volatile Optional<Outcome> outcome = Optional.empty();

        FakeOperation(String id, String app, String verb) {
            this.id = id;
            this.app = app;
            this.verb = verb;
        }

        /** Goes on. */
        public void say(String line) {
            lines.add(line);
        }

        /** Ends. */
        public void end(Outcome how) {
            outcome = Optional.of(how);
            over.countDown();
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
            return Instant.parse("2026-11-23T02:00:04Z");
        }

        @Override
        public List<String> lines() {
            return List.copyOf(lines);
        }

        @Override
        public Optional<Outcome> outcome() {
            return outcome;
        }

        @Override
        public boolean await(Duration limit) throws InterruptedException {
            return over.await(limit.toMillis(), TimeUnit.MILLISECONDS);
        }
    }
}
