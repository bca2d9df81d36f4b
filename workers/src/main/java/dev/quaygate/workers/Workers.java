package dev.quaygate.workers;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The workers of one app, of all generations. One thread. */
final class Workers {
    private final AppContext app;
    private final List<Worker> all = new ArrayList<>();

    Workers(AppContext app) {
        this.app = app;
    }

    List<Worker> all() {
        return all.stream().sorted(Comparator.comparingInt(Worker::n)).toList();
    }

    /** Those that are to stay. */
    List<Worker> members() {
        return all().stream().filter(worker -> !worker.retiring()).toList();
    }

    List<Worker> ready() {
        return all().stream().filter(Worker::ready).toList();
    }

    boolean anyAlive() {
        return all.stream().anyMatch(Worker::alive);
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    Optional<Worker> find(String instance) {
        return all.stream().filter(worker -> worker.is(instance)).findFirst();
    }

    /** With the lowest number that is free: numbers stay below target + surge. */
    Worker add(Generation generation) {
        int n = 1;
        while (taken(n)) {
            n++;
        }
        var worker = new Worker(app, n, generation);
        if (app.scouting().failures() > 0) {
            worker.sawFiles(); // others failed with these: it may be the next to try
        }
        all.add(worker);
        return worker;
    }

    /** The same, in the place of one that hung, if there is any. */
    void replace(Generation generation) {
        Optional<String> hung =
                all().stream().flatMap(worker -> worker.takeHung().stream()).findFirst();
        Worker worker = add(generation);
        hung.ifPresent(worker.history()::followsHung);
    }

    void add(Worker adopted) {
        all.add(adopted);
    }

    /** Takes out the workers that matter least until only {@code target} stay. */
    void shrink(int target, String reason, Instant now) {
        members().stream()
                .sorted(
                        Comparator.comparing(Worker::ready)
                                .thenComparing(Worker::alive)
                                .thenComparing(Worker::n, Comparator.reverseOrder()))
                .limit(Math.max(0, members().size() - target))
                .forEach(worker -> worker.retire(reason, now));
    }

    /**
     * @param mayStart whether new processes may start at all
     * @param replacing whether workers are being replaced: those that come do not wait for those
     *     that fail
     */
    void tick(Instant now, boolean mayStart, boolean replacing) {
        if (app.scouting().look(!ready().isEmpty())) {
            all.forEach(worker -> worker.startAt(now));
        }
        Optional<Worker> scout = replacing ? Optional.empty() : scout();
        scout.ifPresentOrElse(
                first -> tickInTurn(first, now, mayStart),
                () -> List.copyOf(all).forEach(worker -> worker.tick(now, mayStart)));
        all.removeIf(Worker::gone);
    }

    private void tickInTurn(Worker scout, Instant now, boolean mayStart) {
        List<Worker> held = all().stream().filter(it -> it.waits() && it != scout).toList();
        Instant before = scout.launchedAt();
        scout.startAt(app.scouting().next());
        for (Worker worker : all()) {
            if (!held.contains(worker)) {
                worker.tick(now, mayStart);
            }
        }
        if (!scout.launchedAt().equals(before)) {
            held.forEach(Worker::sawFiles);
        }
    }

    /** The one that tries for all; empty while everybody starts by itself. */
    Optional<Worker> scout() {
        if (!app.scouting().alone()) {
            return Optional.empty();
        }
        List<Worker> members = members().stream().filter(worker -> !worker.ready()).toList();
        return Scouting.scout(members.stream().map(Workers::place).toList())
                .flatMap(place -> members.stream().filter(it -> it.n() == place.n()).findFirst());
    }

    private static Scouting.Place place(Worker worker) {
        return new Scouting.Place(worker.n(), worker.alive(), worker.launchedAt());
    }

    private boolean taken(int n) {
        return all.stream().anyMatch(worker -> worker.n() == n);
    }
}
