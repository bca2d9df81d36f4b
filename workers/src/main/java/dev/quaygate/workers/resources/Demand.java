package dev.quaygate.workers.resources;

import dev.quaygate.workers.settings.AppSettings;

/**
 * What one app asks of the memory.
 *
 * @param wanted workers
 * @param auto whether {@code wanted} is only as many as make sense, not what a person asked for
 * @param workerBytes of one worker; 0 = not known yet
 * @param measured whether {@code workerBytes} was measured, not set
 * @param overcommit starts all, whether they fit or not
 * @param memoryPercent of the memory that may be full with workers for this app to add one
 */
public record Demand(
        String app,
        int wanted,
        boolean auto,
        long workerBytes,
        boolean measured,
        boolean overcommit,
        int memoryPercent) {
    /**
     * By the settings of the app.
     *
     * @param processors for {@code workers: auto}
     * @param measuredBytes of a worker that has settled; 0 = none has
     */
    public static Demand of(AppSettings app, int processors, long measuredBytes) {
        boolean auto = app.workers() == 0;
        long hard = app.memory().hardBytes();
        return new Demand(
                app.name(),
                auto ? automatic(app, processors) : app.workers(),
                auto,
                hard > 0 ? hard : measuredBytes,
                hard == 0 && measuredBytes > 0,
                app.memory().overcommit(),
                app.utilisation().memoryPercent());
    }

    /** The same with another number, as after a scale command. */
    public Demand wanting(int workers) {
        return new Demand(app, workers, false, workerBytes, measured, overcommit, memoryPercent);
    }

    private static int automatic(AppSettings app, int processors) {
        int max = app.utilisation().max();
        int most = max == 0 ? Math.max(processors, app.utilisation().min()) : max;
        return Math.clamp(processors, app.utilisation().min(), most);
    }

    boolean known() {
        return workerBytes > 0;
    }
}
