package dev.quaygate.workers;

import dev.quaygate.workers.settings.AppSettings.Rolling;

/** Decides the next step of replacing workers, from how many there are of each kind. Pure. */
sealed interface RollingRestart {
    /** Start that many new workers and take that many old ones out; either may be 0. */
    record Move(int start, int retire) implements RollingRestart {}

    /** All are replaced and the old ones have ended. */
    record Done() implements RollingRestart {}

    /** A new worker did not become ready. */
    record Failed() implements RollingRestart {}

    /**
     * How things are.
     *
     * @param target workers wanted in the end
     * @param oldServing old ones that are ready
     * @param oldOther old ones that are not, and are not leaving
     * @param oldLeaving told to end, but still there: they need memory
     * @param newStarting not ready yet
     * @param paused whether the pause after the last replacement still lasts
     */
    record View(
            int target,
            int oldServing,
            int oldOther,
            int oldLeaving,
            int newStarting,
            int newReady,
            boolean newFailed,
            boolean paused) {
        int stillOld() {
            return oldServing + oldOther;
        }

        int present() {
            return stillOld() + oldLeaving + newStarting + newReady;
        }

        int missing() {
            return target - newStarting - newReady;
        }
    }

    static RollingRestart next(Rolling rolling, View view) {
        if (view.newFailed()) {
            return new Failed();
        }
        boolean complete = view.newStarting() == 0 && view.newReady() >= view.target();
        if (complete && view.stillOld() + view.oldLeaving() == 0) {
            return new Done();
        }
        return rolling.startFirst() ? startFirst(rolling, view) : stopFirst(rolling, view);
    }

    /** At most target + surge processes; an old one leaves only when a new one is ready for it. */
    private static Move startFirst(Rolling rolling, View view) {
        int room = view.target() + rolling.surge() - view.present();
        int start = view.paused() ? 0 : Math.clamp(Math.min(view.missing(), room), 0, 1000);
        int spare = view.oldServing() + view.oldOther() + view.newReady() - view.target();
        return new Move(start, Math.clamp(spare, 0, Math.min(view.newReady(), view.stillOld())));
    }

    /** At most target processes; at least target - surge of them serve or are about to. */
    private static Move stopFirst(Rolling rolling, View view) {
        int room = view.target() - view.present();
        int start = Math.clamp(Math.min(view.missing(), room), 0, 1000);
        int least = Math.max(0, view.target() - rolling.surge());
        boolean replacing = view.newStarting() > 0 || start > 0 || view.oldLeaving() > 0;
        int spare = view.stillOld() + view.newReady() - least;
        int retire = view.paused() || replacing ? 0 : Math.clamp(spare, 0, view.stillOld());
        return new Move(start, retire);
    }
}
