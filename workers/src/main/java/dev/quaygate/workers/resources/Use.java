package dev.quaygate.workers.resources;

/**
 * Mean use of an app over the window.
 *
 * @param processors in use at a time
 * @param memoryShare of the limit, 0 to 1 and above
 * @param inFlight requests at a time
 */
public record Use(double processors, double memoryShare, double inFlight) {
    /** How full that many workers would be with the work that was there. */
    double share(int workers, Capacity capacity) {
        return Math.max(memoryShare, load(workers, capacity));
    }

    /** The same without memory, which a worker takes whether it has work or not. */
    double load(int workers, Capacity capacity) {
        return Math.max(cpuShare(workers, capacity), flightShare(workers, capacity));
    }

    double cpuShare(int workers, Capacity capacity) {
        return processors / Math.min(capacity.processors(), workers);
    }

    double flightShare(int workers, Capacity capacity) {
        return capacity.concurrency() == 0
                ? 0
                : inFlight / ((double) workers * capacity.concurrency());
    }

    /**
     * What one worker can do.
     *
     * @param processors of the machine: n workers are taken to use at most n of them, for most
     *     application servers run one thread at a time
     * @param concurrency requests that fill one worker; 0 = not looked at
     */
    public record Capacity(double processors, int concurrency) {}
}
