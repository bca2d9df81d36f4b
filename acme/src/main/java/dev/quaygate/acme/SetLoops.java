package dev.quaygate.acme;

import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** The threads of all sets, one each; none where the caller takes the turns. Any thread. */
final class SetLoops {
    private final InstantSource clock;
    private final boolean threads;
    private final Map<String, SetLoop> loops = new LinkedHashMap<>();

    SetLoops(InstantSource clock, boolean threads) {
        this.clock = clock;
        this.threads = threads;
    }

    /** Starts threads that are missing; the others look again at once. */
    synchronized void start(Collection<NameSet> sets) {
        if (!threads) {
            return;
        }
        for (NameSet set : sets) {
            SetLoop running = loops.get(set.id());
            if (running == null) {
                var loop = new SetLoop(set, clock);
                loops.put(set.id(), loop);
                loop.start();
            } else {
                running.wake();
            }
        }
    }

    synchronized void wake(String id) {
        SetLoop loop = loops.get(id);
        if (loop != null) {
            loop.wake();
        }
    }

    /** Ends one thread within its current request. */
    synchronized void stop(String id) throws InterruptedException {
        SetLoop loop = loops.remove(id);
        if (loop != null) {
            loop.stop();
        }
    }

    /** Ends all threads within their current requests. */
    synchronized void stopAll() throws InterruptedException {
        for (SetLoop loop : loops.values()) {
            loop.stop();
        }
        loops.clear();
    }
}
