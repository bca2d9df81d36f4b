package dev.quaygate.app;

import dev.quaygate.proxy.upstream.Pool;
import dev.quaygate.workers.AppControl;
import dev.quaygate.workers.AppStatus;
import dev.quaygate.workers.Home;
import dev.quaygate.workers.Operation;
import dev.quaygate.workers.Supervisor;
import dev.quaygate.workers.resources.Machine;
import dev.quaygate.workers.settings.AppSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The apps of the configuration in force. The supervisor begins with the first app, or where an
 * earlier process left some; without apps it costs nothing. Any thread.
 */
final class Apps implements AppControl, AutoCloseable {
    private final Home home;
    private final Function<String, Optional<Pool>> pools;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final AppNews news;
    private volatile @Nullable Supervisor supervisor;

    /**
     * @param news told what happens
     * @param storage where the state is kept
     * @param random must be safe for many threads
     */
    Apps(
            Path storage,
            Map<String, String> environment,
            Function<String, Optional<Pool>> pools,
            AppNews news,
            InstantSource clock,
            RandomGenerator random) {
        this.news = news;
        this.home = AppHome.of(storage, environment);
        this.pools = pools;
        this.clock = clock;
        this.random = random;
    }

    /** Refuses what {@link #apply} could not do. */
    void check(List<AppSettings> apps) throws StartupProblem {
        AppHome.check(home, apps);
    }

    /**
     * Makes the apps what these settings say; returns at once, with a line for each change.
     *
     * @param complete false if a file was left out that may name more apps
     */
    synchronized List<String> apply(List<AppSettings> apps, boolean complete) {
        news.configure(apps);
        Supervisor now = supervisor;
        if (now == null && (!apps.isEmpty() || Files.isDirectory(home.state()))) {
            RunFolders.tidy(home);
            now =
                    new Supervisor(
                            home,
                            new WorkersBridge(pools, clock),
                            news,
                            Machine.local(),
                            clock,
                            random);
            supervisor = now;
        }
        return now == null ? List.of() : now.apply(apps, complete);
    }

    /** Stops looking after them; workers live on, for the next process. */
    @Override
    public void close() {
        Supervisor now = supervisor;
        if (now != null) {
            now.close();
        }
    }

    @Override
    public List<AppStatus> apps() {
        Supervisor now = supervisor;
        return now == null ? List.of() : now.apps();
    }

    @Override
    public Optional<AppStatus> app(String name) {
        return Optional.ofNullable(supervisor).flatMap(now -> now.app(name));
    }

    @Override
    public Operation restart(String app) throws Busy {
        return supervisor(app).restart(app);
    }

    @Override
    public Operation scale(String app, int workers) throws Busy {
        return supervisor(app).scale(app, workers);
    }

    @Override
    public Operation deploy(String app, Path release) throws Busy {
        return supervisor(app).deploy(app, release);
    }

    @Override
    public Operation rollback(String app) throws Busy {
        return supervisor(app).rollback(app);
    }

    @Override
    public Operation stop(String app) throws Busy {
        return supervisor(app).stop(app);
    }

    @Override
    public Operation start(String app) throws Busy {
        return supervisor(app).start(app);
    }

    @Override
    public Optional<Operation> operation(String id) {
        return Optional.ofNullable(supervisor).flatMap(now -> now.operation(id));
    }

    @Override
    public List<LogLine> tail(String app, int lines) {
        Supervisor now = supervisor;
        return now == null ? List.of() : now.tail(app, lines);
    }

    @Override
    public AutoCloseable follow(String app, Consumer<LogLine> lines) {
        Supervisor now = supervisor;
        return now == null ? () -> {} : now.follow(app, lines);
    }

    private Supervisor supervisor(String app) throws Busy {
        Supervisor now = supervisor;
        if (now == null) {
            throw new Busy("there is no app '" + app + "'");
        }
        return now;
    }
}
