package dev.quaygate.workers;

import dev.quaygate.workers.resources.Demand;
import dev.quaygate.workers.resources.Fit;
import dev.quaygate.workers.resources.Machine;
import dev.quaygate.workers.resources.MemoryFit;
import dev.quaygate.workers.settings.AppSettings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Shares the memory among all apps, again whenever one wants another number. Any thread. */
final class FitBoard {
    private record Wants(int scaledTo, long measuredBytes) {}

    private final Machine machine;
    private final WorkerEvents events;
    private final Map<String, Wants> wants = new HashMap<>();
    private final Map<String, String> told = new HashMap<>();
    private List<AppSettings> apps = List.of();
    private Map<String, Fit> fits = Map.of();

    FitBoard(Machine machine, WorkerEvents events) {
        this.machine = machine;
        this.events = events;
    }

    /** Whether any number changed. */
    synchronized boolean settings(List<AppSettings> newer) {
        apps = List.copyOf(newer);
        return share();
    }

    /**
     * @param scaledTo 0 = as the settings say
     * @param measuredBytes of one worker; 0 = not known
     * @return whether any number changed
     */
    synchronized boolean demand(String app, int scaledTo, long measuredBytes) {
        var now = new Wants(scaledTo, measuredBytes);
        return !now.equals(wants.put(app, now)) && share();
    }

    synchronized Optional<Fit> of(String app) {
        return Optional.ofNullable(fits.get(app));
    }

    private boolean share() {
        List<Demand> demands = apps.stream().map(this::demand).toList();
        MemoryFit shared = MemoryFit.of(demands, machine);
        var newer = new HashMap<String, Fit>();
        shared.all().forEach(fit -> newer.put(fit.app(), fit));
        boolean changed = !newer.equals(fits);
        fits = Map.copyOf(newer);
        newer.values().forEach(this::tell);
        return changed;
    }

    private Demand demand(AppSettings app) {
        Wants of = wants.getOrDefault(app.name(), new Wants(0, 0));
        Demand demand = Demand.of(app, machine.processors(), of.measuredBytes());
        return of.scaledTo() > 0 ? demand.wanting(of.scaledTo()) : demand;
    }

    private void tell(Fit fit) {
        String text = fit.tooFew() ? fit.why() : "";
        if (!text.equals(told.put(fit.app(), text)) && !text.isEmpty()) {
            events.happened(
                    "app.memoryFit",
                    fit.app(),
                    0,
                    true,
                    "code=QG7004 fits="
                            + fit.fits()
                            + " wanted="
                            + fit.wanted()
                            + " reason=\""
                            + text
                            + "\"");
        }
    }
}
