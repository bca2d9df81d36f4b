package dev.quaygate.workers;

import dev.quaygate.workers.resources.Fit;
import dev.quaygate.workers.resources.Machine;
import dev.quaygate.workers.settings.AppSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * The apps that have somebody who decides for them, and what they know of each other. Any thread.
 */
final class RunningApps {
    private final Shared shared;
    private final Traffic traffic;
    private final Machine machine;
    private final RandomGenerator random;
    private final FitBoard fits;
    private final Map<String, App> running = new ConcurrentHashMap<>();

    RunningApps(
            Shared shared,
            Traffic traffic,
            Machine machine,
            RandomGenerator random,
            FitBoard fits) {
        this.shared = shared;
        this.traffic = traffic;
        this.machine = machine;
        this.random = random;
        this.fits = fits;
    }

    Optional<App> find(String name) {
        return Optional.ofNullable(running.get(name));
    }

    List<App> all() {
        return List.copyOf(running.values());
    }

    /**
     * Takes over what still runs of it, and begins to decide.
     *
     * @param removed whether it is only started to be ended
     * @param whenOver hears of it once it was removed and has no worker left
     */
    void start(AppSettings settings, boolean removed, Consumer<App> whenOver) throws IOException {
        String name = settings.name();
        Path state = shared.home().state().resolve(name);
        WorkerLedger ledger = WorkerLedger.open(state);
        List<LedgerEntry> alive = Adoption.of(ledger);
        var app = new App(name, shared.clock());
        var alarm = new Alarm();
        var life = new AppLife(context(app, ledger, alarm), AppRecord.open(state), settings);
        life.adopt(alive);
        running.put(name, app);
        if (removed) {
            app.remove();
        }
        app.start(life, alarm, () -> whenOver.accept(app));
    }

    private AppContext context(App app, WorkerLedger ledger, Alarm alarm) {
        return new AppContext(
                app.name(),
                new Processes(app.name(), shared, app::tell),
                traffic,
                shared.events(),
                new Others(),
                machine,
                shared.clock(),
                random,
                ledger,
                alarm,
                new Restarts(),
                new Scouting());
    }

    /** Forgets it, unless another one has its name by now. */
    void forget(App app) {
        running.remove(app.name(), app);
    }

    void wakeAll() {
        running.values().forEach(app -> app.tell(new Message.Wake()));
    }

    private void wakeOthers(String than) {
        running.values().stream()
                .filter(app -> !app.name().equals(than))
                .forEach(app -> app.tell(new Message.Wake()));
    }

    /** Names of apps that have state of their own and that nobody looks after. */
    List<String> forgotten() {
        return ForgottenApp.in(shared.home().state()).stream()
                .filter(name -> !running.containsKey(name))
                .toList();
    }

    /** What the apps know of each other. */
    private final class Others implements AppContext.Neighbours {
        @Override
        public boolean ready(String app) {
            return find(app).filter(App::ready).isPresent();
        }

        @Override
        public Optional<Fit> fit(String app) {
            return fits.of(app);
        }

        @Override
        public void demand(String app, int scaledTo, long measuredBytes) {
            if (fits.demand(app, scaledTo, measuredBytes)) {
                wakeOthers(app);
            }
        }

        @Override
        public void changed(String app) {
            wakeOthers(app);
        }
    }
}
