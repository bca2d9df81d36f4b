package dev.quaygate.workers;

/** Hears what happens to apps, for log and event stream. Called from virtual threads. */
public interface WorkerEvents {
    /**
     * @param kind as in {@code worker.exited}, {@code app.crashLoop}, {@code app.prestart}
     * @param worker 0 if it concerns the whole app
     * @param attention whether a person should look
     * @param text one line: {@code key=value} pairs
     */
    void happened(String kind, String app, int worker, boolean attention, String text);

    /** A line that a worker printed. Called one after the other for each worker; must not block. */
    void printed(AppControl.LogLine line);
}
