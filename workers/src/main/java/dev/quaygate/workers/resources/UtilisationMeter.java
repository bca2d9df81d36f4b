package dev.quaygate.workers.resources;

import dev.quaygate.workers.settings.Utilisation;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalDouble;

/** Averages what an app uses over the window of its band. Not thread-safe; time is given. */
public final class UtilisationMeter {
    private final Utilisation band;
    private final Use.Capacity capacity;
    private final Deque<Sample> samples = new ArrayDeque<>();
    private int workers = 1;

    /**
     * All workers of the app at one moment.
     *
     * @param at after the sample before
     * @param workers that are ready
     * @param processors in use, summed over the workers, see {@link CpuMeter}
     * @param memoryBytes of all workers
     * @param memoryLimit that all workers together may have: workers × hard limit, or the app's
     *     part of the machine; 0 = none
     * @param inFlight requests
     */
    public record Sample(
            Instant at,
            int workers,
            double processors,
            long memoryBytes,
            long memoryLimit,
            int inFlight) {}

    /**
     * @param processors that we may use, {@link Machine#processorShare()}
     */
    public UtilisationMeter(Utilisation band, double processors) {
        this.band = band;
        this.capacity = new Use.Capacity(processors, band.concurrency());
    }

    public void add(Sample sample) {
        samples.addLast(sample);
        workers = Math.max(1, sample.workers());
        Instant from = sample.at().minus(band.window());
        // The one just before the window stays: it shows that the window is full.
        while (samples.size() > 2 && !second().at().isAfter(from)) {
            samples.removeFirst();
        }
    }

    /** Forgets all, as after the app was stopped. */
    public void clear() {
        samples.clear();
    }

    /** Mean of the window; empty until samples span a whole one. */
    public Optional<Use> use() {
        if (samples.isEmpty()
                || samples.getFirst().at().isAfter(samples.getLast().at().minus(band.window()))) {
            return Optional.empty();
        }
        double processors = 0;
        double memory = 0;
        double inFlight = 0;
        for (Sample sample : samples) {
            processors += sample.processors();
            memory += share(sample);
            inFlight += sample.inFlight();
        }
        int n = samples.size();
        return Optional.of(new Use(processors / n, memory / n, inFlight / n));
    }

    /**
     * The most used of processors, memory and requests at a time, 1 is full; with the number of
     * workers of the last sample. Empty until samples span a window.
     */
    public OptionalDouble utilisation() {
        return use().map(use -> OptionalDouble.of(use.share(workers, capacity)))
                .orElse(OptionalDouble.empty());
    }

    /**
     * How many workers would bring use into the band.
     *
     * @param most that memory allows, {@link Fit#most()}
     * @return empty until samples span a window
     */
    public Optional<Advice> advice(int most) {
        return use().map(use -> Advice.of(use, workers, band, capacity, most));
    }

    private static double share(Sample sample) {
        return sample.memoryLimit() <= 0 ? 0 : (double) sample.memoryBytes() / sample.memoryLimit();
    }

    private Sample second() {
        var from = samples.iterator();
        from.next();
        return from.next();
    }
}
