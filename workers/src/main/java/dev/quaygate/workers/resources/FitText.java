package dev.quaygate.workers.resources;

/** Why so many workers fit, in words. */
final class FitText {
    private FitText() {}

    /**
     * @param others bytes that workers of other apps take
     * @param fit workers that fit, 0 if not even one does
     */
    static String limited(Demand demand, Machine machine, long others, long fit) {
        String raise =
                machine.memorySource().startsWith("cgroup") ? "raise the limit" : "add memory";
        String end = fit == 0 ? "none fits, one starts all the same" : fits(fit);
        return need(demand)
                + room(demand, machine, others)
                + ": "
                + end
                + (demand.measured() ? "; ask for fewer workers, " : "; lower memory, ")
                + raise
                + ", or set overcommit: true";
    }

    static String overcommitted(Demand demand, Machine machine, long others, long fit) {
        return need(demand)
                + room(demand, machine, others)
                + ": "
                + (fit == 0 ? "none fits" : fits(fit))
                + ", all start because of overcommit: true";
    }

    /** {@code 4 workers of 1 GiB need 4 GiB}. */
    private static String need(Demand demand) {
        int wanted = demand.wanted();
        return wanted
                + (wanted == 1 ? " worker" : " workers")
                + (demand.auto() ? " (auto)" : "")
                + " of "
                + ByteSize.text(demand.workerBytes())
                + (demand.measured() ? " (measured)" : "")
                + (wanted == 1 ? " needs " : " need ")
                + ByteSize.text(demand.workerBytes() * wanted);
    }

    /** {@code ; 80 % of the cgroup limit 3 GiB is 2.4 GiB, of which other apps have 1 GiB}. */
    private static String room(Demand demand, Machine machine, long others) {
        double budget = machine.memoryBytes() / 100.0 * demand.memoryPercent();
        return "; "
                + demand.memoryPercent()
                + " % of the "
                + machine.memorySource()
                + " is "
                + ByteSize.text((long) budget)
                + (others > 0 ? ", of which other apps have " + ByteSize.text(others) : "");
    }

    private static String fits(long workers) {
        return workers + (workers == 1 ? " fits" : " fit");
    }
}
