package dev.quaygate.workers;

import dev.quaygate.workers.resources.Advice;
import dev.quaygate.workers.resources.ByteSize;
import dev.quaygate.workers.resources.Fit;
import dev.quaygate.workers.resources.ScalingRule;
import dev.quaygate.workers.resources.UtilisationMeter;
import dev.quaygate.workers.resources.WorkerUsage;
import dev.quaygate.workers.settings.AppSettings;
import dev.quaygate.workers.settings.Utilisation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Looks every five seconds at what the workers of one app use, and says what follows. One thread.
 */
final class Upkeep {
    private static final Duration EVERY = Duration.ofSeconds(5);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(60);

    /** A worker that is to be replaced by another like it. */
    record Wish(Worker worker, RestartReason kind, String reason) {}

    private final AppContext app;
    private final Workers workers;
    private final Usage usage = new Usage();
    private Utilisation band = Utilisation.DEFAULT;
    private UtilisationMeter meter;
    private ScalingRule rule;
    private Instant nextLook;
    private Instant nextWish = Instant.MIN;
    private int scaledTo; // 0 = never scaled by itself
    private final WorkerSize size = new WorkerSize();
    private final Idleness idleness;

    Upkeep(AppContext app, Workers workers) {
        this.app = app;
        this.workers = workers;
        this.meter = new UtilisationMeter(band, app.machine().processorShare());
        this.rule = new ScalingRule(band);
        this.nextLook = app.clock().instant();
        this.idleness = new Idleness(app, workers);
    }

    void settings(AppSettings settings) {
        if (!settings.utilisation().equals(band)) {
            band = settings.utilisation();
            meter = new UtilisationMeter(band, app.machine().processorShare());
            rule = new ScalingRule(band);
        }
        if (band.mode() != Utilisation.Mode.AUTO) {
            scaledTo = 0;
        }
    }

    /** Keeps the number that ran before us where that number is ours to choose. */
    void adopted(int count) {
        if (band.mode() == Utilisation.Mode.AUTO) {
            scaledTo = Math.max(band.min(), band.max() == 0 ? count : Math.min(count, band.max()));
        }
    }

    Idleness idleness() {
        return idleness;
    }

    int scaledTo() {
        return scaledTo;
    }

    /** Of one worker, without a limit that says it; 0 = not known. */
    long measuredBytes() {
        return size.bytes();
    }

    /**
     * Measures if it is time to.
     *
     * @param free whether nothing else is going on with the workers
     * @return a worker to replace now
     */
    Optional<Wish> look(AppSettings settings, Instant now, boolean free) {
        if (!now.isBefore(nextLook)) {
            nextLook = now.plus(EVERY);
            List<LedgerEntry> alive =
                    workers.all().stream()
                            .flatMap(worker -> worker.entry().stream())
                            .filter(entry -> entry.process() != null)
                            .toList();
            if (!alive.isEmpty()) {
                app.outside().measure(alive);
            }
        }
        app.alarm().at(nextLook);
        return free && !now.isBefore(nextWish) ? wish(settings, now) : Optional.empty();
    }

    /** A replacement did not come up: the old one stays for a while. */
    void wishFailed(Instant now) {
        nextWish = now.plus(AFTER_FAILURE);
    }

    void measured(Map<String, WorkerUsage> found, AppSettings settings, int target, Instant now) {
        usage.take(found, now);
        workers.all().forEach(worker -> enforceHardLimit(worker, settings, now));
        learnSize(settings, now);
        sample(settings, now);
        scale(target, now);
    }

    private void enforceHardLimit(Worker worker, AppSettings settings, Instant now) {
        OptionalLong hard = settings.memory().hard();
        long bytes = memory(worker, settings).orElse(0);
        if (hard.isPresent() && bytes > hard.getAsLong()) {
            String reason =
                    "hard memory: "
                            + ByteSize.text(bytes)
                            + " is above "
                            + ByteSize.text(hard.getAsLong());
            app.attention("worker.memory", worker.n(), "code=QG7006 reason=\"" + reason + "\"");
            worker.killFor(reason, now);
        }
    }

    private void learnSize(AppSettings settings, Instant now) {
        if (settings.memory().hardBytes() > 0) {
            return;
        }
        size.only(
                workers.ready().stream()
                        .flatMap(worker -> worker.entry().stream())
                        .map(LedgerEntry::instance)
                        .collect(Collectors.toSet()));
        for (Worker worker : workers.ready()) {
            long bytes = memory(worker, settings).orElse(0);
            if (bytes > 0) {
                var readyFor = Duration.between(worker.since(), now);
                String instance = worker.entry().map(LedgerEntry::instance).orElse("");
                size.saw(instance, bytes, readyFor, settings.restart().stableAfter());
            }
        }
    }

    private void sample(AppSettings settings, Instant now) {
        List<Worker> ready = workers.ready();
        if (ready.isEmpty()) {
            meter.clear();
            return;
        }
        long hard = settings.memory().hardBytes();
        long limit =
                hard > 0
                        ? hard * ready.size()
                        : app.machine().memoryBytes() / 100 * band.memoryPercent();
        meter.add(
                new UtilisationMeter.Sample(
                        now,
                        ready.size(),
                        ready.stream().mapToDouble(it -> usage.cpu(it).orElse(0)).sum(),
                        ready.stream().mapToLong(it -> memory(it, settings).orElse(0)).sum(),
                        limit,
                        ready.stream().mapToInt(Worker::inFlight).sum()));
    }

    private void scale(int target, Instant now) {
        Advice advice = advice();
        if (band.mode() == Utilisation.Mode.AUTO && advice != null && target > 0) {
            rule.next(advice, target, most(), now)
                    .ifPresent(count -> {
                        scaledTo = count;
                        String text = "from=" + target + " to=" + count;
                        app.event("app.scaled", 0, text + " why=\"" + advice.why() + "\"");
                    });
        }
    }

    private Optional<Wish> wish(AppSettings settings, Instant now) {
        List<Worker> ready = workers.ready();
        OptionalLong soft = settings.memory().soft();
        Worker fattest = null;
        long most = 0;
        for (Worker worker : ready) {
            long bytes = memory(worker, settings).orElse(0);
            if (soft.isPresent() && bytes > soft.getAsLong() && bytes > most) {
                fattest = worker;
                most = bytes;
            }
        }
        if (fattest != null) {
            return Optional.of(new Wish(fattest, RestartReason.SOFT_MEMORY, "soft memory"));
        }
        var recycle = settings.recycle();
        for (Worker worker : ready) {
            int jitter = recycle.jitterPercent();
            boolean worn =
                    recycle.requests() > 0
                            && worker.completed() >= worker.spread(recycle.requests(), jitter);
            if (worn) {
                String reason = worker.completed() + " requests";
                return Optional.of(new Wish(worker, RestartReason.REQUESTS, reason));
            }
            Duration limit = recycle.age();
            if (limit != null && old(worker, limit, jitter, now)) {
                return Optional.of(new Wish(worker, RestartReason.AGE, "age"));
            }
        }
        return Optional.empty();
    }

    private static boolean old(Worker worker, Duration limit, int jitter, Instant now) {
        long age = Duration.between(worker.launchedAt(), now).toMillis();
        return age >= worker.spread(limit.toMillis(), jitter);
    }

    // what is known

    OptionalLong memory(Worker worker, AppSettings settings) {
        return usage.memory(worker, settings.memory().measure());
    }

    Usage usage() {
        return usage;
    }

    OptionalDouble utilisation() {
        return meter.utilisation();
    }

    @Nullable Advice advice() {
        return band.mode() == Utilisation.Mode.OFF ? null : meter.advice(most()).orElse(null);
    }

    private int most() {
        return app.neighbours().fit(app.app()).map(Fit::most).orElse(1000);
    }
}
