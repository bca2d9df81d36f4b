package dev.quaygate.workers.resources;

import dev.quaygate.workers.settings.AppSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Shares memory among apps, before anything starts. Pure.
 *
 * <p>Every app gets one worker. Apps with {@code overcommit} get all that they want, which counts
 * for the others. What is left is given out one worker at a time, app after app in the order of the
 * settings, round after round, so an app early in the file is at most one worker ahead of a later
 * one. An app stops when it has what it wants or when one more of its workers would fill more than
 * its percentage of the memory, those of all apps counted. Workers of unknown size all start and
 * count as nothing until the first was measured.
 */
public final class MemoryFit {
    /** No app has more workers than this. */
    private static final int MOST = 1000;

    private final Machine machine;
    private final Map<String, Fit> fits = new LinkedHashMap<>();

    private MemoryFit(Machine machine) {
        this.machine = machine;
    }

    /**
     * @param apps in the order of the settings
     * @param measured app to bytes of one worker that ran for a while; only looked at where no hard
     *     limit is set
     */
    public static MemoryFit of(
            List<AppSettings> apps, Machine machine, Map<String, Long> measured) {
        int processors = machine.processors();
        return of(
                apps.stream()
                        .map(app ->
                                Demand.of(app, processors, measured.getOrDefault(app.name(), 0L)))
                        .toList(),
                machine);
    }

    /** The same for numbers of workers that are not those of the settings. */
    public static MemoryFit of(List<Demand> demands, Machine machine) {
        MemoryFit fit = new MemoryFit(machine);
        int[] granted = fit.share(demands);
        for (int i = 0; i < granted.length; i++) {
            long others = used(demands, granted) - demands.get(i).workerBytes() * granted[i];
            fit.fits.put(demands.get(i).app(), fit.judge(demands.get(i), granted[i], others));
        }
        return fit;
    }

    /** Empty if that app was not among those asked about. */
    public Optional<Fit> of(String app) {
        return Optional.ofNullable(fits.get(app));
    }

    public List<Fit> all() {
        return List.copyOf(fits.values());
    }

    private int[] share(List<Demand> demands) {
        int[] granted = new int[demands.size()];
        for (int i = 0; i < granted.length; i++) {
            Demand demand = demands.get(i);
            boolean all = demand.overcommit() || !demand.known();
            granted[i] = Math.min(demand.wanted(), all ? MOST : 1);
        }
        boolean grew;
        do {
            grew = false;
            for (int i = 0; i < granted.length; i++) {
                Demand demand = demands.get(i);
                if (granted[i] < demand.wanted()
                        && used(demands, granted) + demand.workerBytes() <= budget(demand)) {
                    granted[i]++;
                    grew = true;
                }
            }
        } while (grew);
        return granted;
    }

    private static long used(List<Demand> demands, int[] granted) {
        long used = 0;
        for (int i = 0; i < granted.length; i++) {
            used += demands.get(i).workerBytes() * granted[i];
        }
        return used;
    }

    private long budget(Demand demand) {
        return (long) (machine.memoryBytes() / 100.0 * demand.memoryPercent());
    }

    private Fit judge(Demand demand, int granted, long others) {
        int wanted = demand.auto() ? granted : demand.wanted();
        if (!demand.known()) {
            String why =
                    "memory of a worker is not known: set memory, or the first one is measured"
                            + " once it has settled";
            return new Fit(demand.app(), wanted, granted, MOST, false, why);
        }
        long room = Math.max(0, budget(demand) - others) / demand.workerBytes();
        if (demand.overcommit()) {
            String why =
                    room >= granted ? "" : FitText.overcommitted(demand, machine, others, room);
            return new Fit(demand.app(), wanted, granted, MOST, false, why);
        }
        int most = Math.clamp(room, 1, MOST);
        boolean tooFew = granted < wanted || room == 0;
        String why =
                granted < demand.wanted() || room == 0
                        ? FitText.limited(demand, machine, others, room == 0 ? 0 : granted)
                        : "";
        return new Fit(demand.app(), wanted, granted, most, tooFew, why);
    }
}
