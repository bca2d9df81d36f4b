package dev.quaygate.workers.resources;

import dev.quaygate.workers.settings.Utilisation;
import java.util.Locale;

/**
 * How many workers would be right, and why. Pure.
 *
 * <p>Work moves with the number of workers, memory does not: a worker has its memory, busy or not.
 * So memory can keep an app from being called idle, but never asks for more workers.
 *
 * @param workers as many as there are if they are right
 * @param why {@code 92 % of 2 workers in use (processors), above 90 %}; empty if they are right
 */
public record Advice(int workers, String why) {
    static Advice of(Use use, int workers, Utilisation band, Use.Capacity capacity, int most) {
        double low = band.lowPercent() / 100.0;
        double high = band.highPercent() / 100.0;
        double share = use.share(workers, capacity);
        int cap = Math.max(1, band.max() == 0 ? most : Math.min(most, band.max()));
        if (use.load(workers, capacity) > high) {
            return up(use, workers, high, capacity, cap);
        }
        if (share > high) {
            return new Advice(
                    workers,
                    "memory "
                            + percent(share)
                            + " of the limit, above "
                            + percent(high)
                            + ": more workers would not lower it; raise memory");
        }
        if (share < low) {
            return down(use, workers, band, capacity);
        }
        return new Advice(workers, "");
    }

    private static Advice up(Use use, int workers, double high, Use.Capacity capacity, int cap) {
        String found = found(use, workers, capacity) + ", above " + percent(high);
        if (use.processors() / capacity.processors() > high) {
            return new Advice(
                    workers, found + ": all processors are busy, more workers are no help");
        }
        if (workers >= cap) {
            return new Advice(workers, found + ": " + cap + " is the most that may run");
        }
        int enough = workers;
        while (enough < cap && use.load(enough, capacity) > high) {
            enough++;
        }
        return new Advice(enough, found);
    }

    /** Stops before the first number that would be above the band: else it would swing. */
    private static Advice down(Use use, int workers, Utilisation band, Use.Capacity capacity) {
        double low = band.lowPercent() / 100.0;
        double high = band.highPercent() / 100.0;
        int enough = workers;
        while (enough > band.min()
                && use.share(enough, capacity) < low
                && use.share(enough - 1, capacity) <= high) {
            enough--;
        }
        return enough == workers
                ? new Advice(workers, "")
                : new Advice(enough, found(use, workers, capacity) + ", below " + percent(low));
    }

    private static String found(Use use, int workers, Use.Capacity capacity) {
        double share = use.share(workers, capacity);
        String what = "memory";
        if (share == use.cpuShare(workers, capacity)) {
            what = "processors";
        } else if (share == use.flightShare(workers, capacity)) {
            what = "requests in flight";
        }
        return percent(share)
                + " of "
                + workers
                + (workers == 1 ? " worker" : " workers")
                + " in use ("
                + what
                + ")";
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.0f %%", share * 100);
    }
}
