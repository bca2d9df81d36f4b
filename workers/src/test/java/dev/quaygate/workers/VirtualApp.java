package dev.quaygate.workers;

import dev.quaygate.workers.launch.ProcessId;
import dev.quaygate.workers.resources.Fit;
import dev.quaygate.workers.resources.Machine;
import dev.quaygate.workers.resources.WorkerUsage;
import dev.quaygate.workers.settings.AppSettings;
import dev.quaygate.workers.settings.PrestartStep;
import dev.quaygate.workers.settings.Probe;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One app in virtual time; its processes are entries of a map. Not a process is started. */
final class VirtualApp implements InstantSource, Outside, AppContext.Neighbours {
    static final long MIB = 1L << 20;
    static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");

    private record Due(Instant at, long order, Message message) {}

    final RecordingTraffic traffic = new RecordingTraffic();
    final RecordingEvents events = new RecordingEvents();
    final List<String> signals = new ArrayList<>();
    final List<String> steps = new ArrayList<>();
    final Map<Integer, LedgerEntry> live = new HashMap<>();
    final Map<Integer, Long> memory = new HashMap<>();
    final Set<Integer> hung = new HashSet<>();
    final Set<String> readyNeighbours = new HashSet<>();
    final List<Instant> launches = new ArrayList<>();

    /** Boot time of workers; null = they end with 1 instead. */
    @Nullable Duration boot = Duration.ofSeconds(1);

    /** Workers of this release end with 1, whatever {@link #boot} says. */
    @Nullable Release broken;

    /** Workers that end with 1, whatever {@link #boot} says. */
    final Set<Integer> sick = new HashSet<>();

    boolean obeysTerm = true;
    boolean stepFails;
    String fingerprint = "v1";
    @Nullable Fit fit;
    int mostAlive;

    /** What it said that one worker takes. */
    long measured;

    private final PriorityQueue<Due> due =
            new PriorityQueue<>((a, b) ->
                    a.at().equals(b.at())
                            ? Long.compare(a.order(), b.order())
                            : a.at().compareTo(b.at()));
    private final Map<String, Instant> bootedAt = new HashMap<>();
    private final Alarm alarm = new Alarm();
    final Instant start;
    private Instant now;
    private long order;
    private long nextPid = 100;
    private int operations;
    final AppLife life;

    VirtualApp(Path state, Shop shop) throws IOException {
        this(state, shop, NOON);
    }

    VirtualApp(Path state, Shop shop, Instant start) throws IOException {
        this.start = start;
        this.now = start;
        var context =
                new AppContext(
                        "shop",
                        this,
                        traffic,
                        events,
                        this,
                        new Machine(2, 4096 * MIB, 4096 * MIB, "machine memory 4 GiB"),
                        this,
                        new Random(7),
                        WorkerLedger.open(state),
                        alarm,
                        new Restarts(),
                        new Scouting());
        life = new AppLife(context, AppRecord.open(state), shop.settings());
    }

    // time

    VirtualApp run(Duration time) {
        Instant end = now.plus(time);
        while (!now.isAfter(end)) {
            Deque<Message> messages = new ArrayDeque<>();
            while (!due.isEmpty() && !due.peek().at().isAfter(now)) {
                messages.add(due.remove().message());
            }
            messages.forEach(life::hear);
            life.tick();
            mostAlive = Math.max(mostAlive, live.size());
            Instant next = due.isEmpty() ? end.plusMillis(1) : due.peek().at();
            if (alarm.next().isBefore(next)) {
                next = alarm.next();
            }
            now = next.isAfter(now) ? next : now.plusMillis(1);
        }
        now = end;
        return this;
    }

    VirtualApp seconds(int count) {
        return run(Duration.ofSeconds(count));
    }

    @Override
    public Instant instant() {
        return now;
    }

    // what a test does

    RunningOperation ask(Message.Verb verb) {
        var operation = new RunningOperation("op-" + operations++, "shop", verb.word(), now);
        var refusal = new java.util.concurrent.CompletableFuture<String>();
        life.hear(new Message.Command(verb, operation, refusal));
        String why = refusal.getNow("");
        if (!why.isEmpty()) {
            operation.fail("busy", why, List.of());
        }
        return operation;
    }

    void take(Shop shop) {
        life.hear(new Message.NewSettings(shop.settings()));
    }

    void crash(int worker, String reason) {
        LedgerEntry entry = live.remove(worker);
        if (entry == null) {
            throw new IllegalStateException("worker " + worker + " does not run");
        }
        soon(new Message.Ended(entry.instance(), reason));
    }

    AppStatus status() {
        return life.status();
    }

    List<Integer> running() {
        return live.keySet().stream().sorted().toList();
    }

    // the world

    private void soon(Message message) {
        later(Duration.ZERO, message);
    }

    private void later(Duration time, Message message) {
        due.add(new Due(now.plus(time), order++, message));
    }

    @Override
    public WorkerAddress address(AppSettings app, int worker) {
        return new WorkerAddress.Socket(Path.of("/run/shop/" + worker + ".sock"));
    }

    @Override
    public void launch(Generation generation, LedgerEntry entry) {
        launches.add(now);
        LedgerEntry started = entry.running(new ProcessId(nextPid++, 1));
        live.put(entry.worker(), started);
        ProcessId process = started.process();
        if (process != null) {
            soon(new Message.Launched(entry.instance(), process));
        }
        Duration wait = boot;
        boolean ill = sick.contains(entry.worker());
        if (wait == null || ill || generation.release().equals(broken)) {
            live.remove(entry.worker());
            later(Duration.ofMillis(10), new Message.Ended(entry.instance(), "exit 1"));
        } else {
            bootedAt.put(entry.instance(), now.plus(wait));
        }
    }

    @Override
    public void adopt(AppSettings app, LedgerEntry entry) {
        live.put(entry.worker(), entry);
        bootedAt.put(entry.instance(), now);
    }

    @Override
    public void signal(LedgerEntry entry, String signal) {
        signals.add(signal + " " + entry.worker());
        if (obeysTerm && live.remove(entry.worker(), live.get(entry.worker()))) {
            later(Duration.ofMillis(100), new Message.Ended(entry.instance(), "exit 0"));
        }
    }

    @Override
    public void kill(LedgerEntry entry) {
        signals.add("KILL " + entry.worker());
        LedgerEntry current = live.get(entry.worker());
        if (current != null && current.instance().equals(entry.instance())) {
            live.remove(entry.worker());
            soon(new Message.Ended(entry.instance(), "signal KILL"));
        }
    }

    @Override
    public void sweep(LedgerEntry entry) {
        soon(new Message.Swept(entry.instance(), 0));
    }

    @Override
    public void forget(LedgerEntry entry) {
        bootedAt.remove(entry.instance());
    }

    @Override
    public void probe(Generation generation, LedgerEntry entry, Probe probe, Duration timeout) {
        Instant booted = bootedAt.getOrDefault(entry.instance(), Instant.MAX);
        boolean good = !now.isBefore(booted) && !hung.contains(entry.worker());
        soon(new Message.Probed(entry.instance(), good ? null : "GET /up: no answer"));
    }

    @Override
    public void measure(List<LedgerEntry> workers) {
        var usage = new HashMap<String, WorkerUsage>();
        for (LedgerEntry entry : workers) {
            long bytes = memory.getOrDefault(entry.worker(), 50 * MIB);
            usage.put(entry.instance(), new WorkerUsage(List.of(1L), bytes, bytes, true, 0));
        }
        soon(new Message.Measured(usage));
    }

    @Override
    public void prepare(long preparation, Generation generation, List<PrestartStep> due) {
        due.forEach(step -> steps.add(step.name() + " for " + generation.release().name()));
        var failure =
                stepFails
                        ? new Message.Failure("QG7001", "step migrate: exit 1", List.of("no table"))
                        : null;
        later(Duration.ofSeconds(2), new Message.Prepared(preparation, failure));
    }

    @Override
    public Map<String, AppStatus.StepStatus> steps(Generation generation) {
        return Map.of();
    }

    @Override
    public List<String> lastLines(int worker) {
        return List.of("line of " + worker);
    }

    @Override
    public String fingerprint(Generation generation) {
        return fingerprint;
    }

    // the other apps

    @Override
    public boolean ready(String app) {
        return readyNeighbours.contains(app);
    }

    @Override
    public Optional<Fit> fit(String app) {
        return Optional.ofNullable(fit);
    }

    @Override
    public void demand(String app, int scaledTo, long measuredBytes) {
        measured = measuredBytes;
    }

    @Override
    public void changed(String app) {}
}
