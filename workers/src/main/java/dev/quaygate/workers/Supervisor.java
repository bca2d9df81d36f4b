package dev.quaygate.workers;

import dev.quaygate.workers.launch.Launcher;
import dev.quaygate.workers.launch.Loopback;
import dev.quaygate.workers.launch.OrphanReaper;
import dev.quaygate.workers.logs.LogCapture;
import dev.quaygate.workers.probe.Prober;
import dev.quaygate.workers.resources.HardLimit;
import dev.quaygate.workers.resources.Machine;
import dev.quaygate.workers.settings.AppSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Keeps the workers of all apps running. They are processes of their own that outlive it: a new
 * supervisor with the same {@link Home} takes them over. Only one at a time may have a home. Any
 * thread.
 */
public final class Supervisor implements AppControl, AutoCloseable {
    private static final Duration REAP_EVERY = Duration.ofSeconds(5);

    private final Shared shared;
    private final Traffic traffic;
    private final FitBoard fits;
    private final Operations operations = new Operations();
    private final LineFeed lines;
    private final RunningApps running;
    private final Map<String, Generation> known = new ConcurrentHashMap<>(); // as last applied
    private volatile List<String> order = List.of();
    private boolean applied;
    private boolean looked; // for workers of apps that nobody names any more

    /**
     * @param machine whose memory and processors the apps share
     * @param random for jitter and ports; must be safe for many threads
     */
    public Supervisor(
            Home home,
            Traffic traffic,
            WorkerEvents events,
            Machine machine,
            InstantSource clock,
            RandomGenerator random) {
        this.traffic = traffic;
        this.fits = new FitBoard(machine, events);
        this.lines = new LineFeed(events);
        var logs = new LogCapture(lines::accept, clock);
        this.shared =
                new Shared(
                        home,
                        new Launcher(System.getenv()),
                        new Loopback(random),
                        logs,
                        new Prober(),
                        HardLimit.local(home.state()),
                        events,
                        clock,
                        Executors.newVirtualThreadPerTaskExecutor());
        this.running = new RunningApps(shared, traffic, machine, random, fits);
        logs.start();
        shared.threads().execute(() -> OrphanReaper.reapEvery(REAP_EVERY));
    }

    /**
     * Makes the apps what these settings say: starts new ones, replaces or adds workers, ends those
     * of apps that are gone. Returns at once; the first call takes over what still runs from
     * before.
     *
     * @return a line for each change
     */
    public List<String> apply(List<AppSettings> apps) {
        return apply(apps, true);
    }

    /**
     * The same for settings that may lack some apps, because a file with them cannot be read. Apps
     * that are not named are then not ended: their workers serve on until complete settings say
     * that they are gone, or name them again.
     *
     * @param complete whether these are all apps that there are
     */
    public synchronized List<String> apply(List<AppSettings> apps, boolean complete) {
        var changes = new ArrayList<String>();
        order =
                Stream.concat(
                                apps.stream().map(AppSettings::name),
                                complete ? Stream.of() : order.stream())
                        .distinct()
                        .toList();
        fits.settings(apps);
        lines.settings(apps);
        if (!applied) {
            shared.limit().sweep(shared.clock().instant());
        }
        for (AppSettings settings : apps) {
            changes.addAll(apply(settings));
        }
        for (App app : running.all()) {
            if (!order.contains(app.name()) && !app.removed()) {
                changes.addAll(SettingsChange.lines(known.remove(app.name()), null));
                app.remove();
            }
        }
        applied = true;
        if (complete && !looked) {
            looked = true;
            running.forgotten().forEach(this::endForgotten);
        } else if (!complete) {
            running.forgotten().forEach(this::leave);
        }
        running.wakeAll();
        return changes;
    }

    private List<String> apply(AppSettings settings) {
        String name = settings.name();
        Generation now = Generation.of(settings, Release.of(settings));
        Optional<App> app = running.find(name).filter(it -> !it.over());
        if (app.isPresent()) {
            app.get().take(settings);
            return SettingsChange.lines(known.put(name, now), now);
        }
        try {
            running.start(settings, false, this::ended);
        } catch (IOException e) {
            String why = "state in " + shared.home().state().resolve(name) + ": " + e.getMessage();
            shared.events().happened("app.state", name, 0, true, "reason=\"" + why + "\"");
            traffic.unavailable(name, why);
            return List.of("!app " + name + " was not started: " + why);
        }
        known.put(name, now);
        return SettingsChange.lines(null, now);
    }

    /** Workers of an app that was removed from the settings while nobody supervised them. */
    private void endForgotten(String name) {
        try {
            running.start(ForgottenApp.named(name), true, this::ended);
        } catch (IOException | IllegalArgumentException e) {
            shared.events()
                    .happened("app.state", name, 0, true, "reason=\"" + e.getMessage() + "\"");
        }
    }

    /** Workers of an app that may be in a file that was left out. */
    private void leave(String name) {
        String why = "its workers run on without supervision, for a broken file may name it";
        shared.events().happened("app.left", name, 0, true, "reason=\"" + why + "\"");
    }

    /** An app that was removed is gone; by now the settings may have it again. */
    private synchronized void ended(App app) {
        running.forget(app);
        Generation again = known.get(app.name());
        if (again != null && running.find(app.name()).isEmpty()) {
            apply(again.settings());
        }
    }

    /** Stops supervising; workers live on and serve on. */
    @Override
    public void close() {
        running.all().forEach(App::close);
        shared.threads().shutdownNow();
        try {
            // A start that is under way ends first: who opens this home next has to find it.
            shared.threads().awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        shared.logs().close();
        lines.close();
    }

    @Override
    public List<AppStatus> apps() {
        return order.stream().flatMap(name -> app(name).stream()).toList();
    }

    @Override
    public Optional<AppStatus> app(String name) {
        return running.find(name).flatMap(App::status);
    }

    @Override
    public Operation restart(String app) throws Busy {
        return command(app, new Message.Verb.Restart());
    }

    @Override
    public Operation scale(String app, int workers) throws Busy {
        if (workers < 1 || workers > 1000) {
            throw new Busy(
                    workers
                            + " is not within 1 and 1000; quaygate apps stop "
                            + app
                            + " ends all workers");
        }
        return command(app, new Message.Verb.Scale(workers));
    }

    @Override
    public Operation deploy(String app, Path release) throws Busy {
        if (!Files.isDirectory(release)) {
            throw new Busy("release " + release + " is no directory on this machine");
        }
        return command(app, new Message.Verb.Deploy(Release.at(release)));
    }

    @Override
    public Operation rollback(String app) throws Busy {
        return command(app, new Message.Verb.Rollback());
    }

    @Override
    public Operation stop(String app) throws Busy {
        return command(app, new Message.Verb.Stop());
    }

    @Override
    public Operation start(String app) throws Busy {
        return command(app, new Message.Verb.Start());
    }

    private Operation command(String name, Message.Verb verb) throws Busy {
        App app =
                running.find(name)
                        .filter(_ -> order.contains(name))
                        .orElseThrow(() -> new Busy("there is no app '" + name + "'"));
        RunningOperation operation = operations.begin(name, verb.word(), shared.clock().instant());
        String refusal = app.command(verb, operation);
        if (!refusal.isEmpty()) {
            operations.forget(operation);
            throw new Busy(refusal);
        }
        return operation;
    }

    @Override
    public Optional<Operation> operation(String id) {
        return operations.find(id);
    }

    @Override
    public List<LogLine> tail(String app, int count) {
        return shared.logs().tail(app, count);
    }

    @Override
    public AutoCloseable follow(String app, Consumer<LogLine> each) {
        return lines.listen(app, each);
    }
}
