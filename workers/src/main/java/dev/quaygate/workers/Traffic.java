package dev.quaygate.workers;

import java.time.Duration;
import java.util.List;

/**
 * What the supervisor tells and asks whoever sends requests to workers. Called from the
 * supervisor's virtual threads; must not block for long.
 */
public interface Traffic {
    /**
     * Exactly these workers of the app may get new requests from now on; all others of it get none.
     * Those left out may finish what they have within {@code drain}.
     */
    void serve(String app, List<WorkerAddress> ready, Duration drain);

    /** Why no worker of the app is ready, as users read it; told whenever it changes. */
    void unavailable(String app, String why);

    /** The same, when no worker will come until a person acts, so that no request should wait. */
    void closed(String app, String why);

    /** Requests on that worker that have not ended, also after it was left out. */
    int inFlight(String app, WorkerAddress worker);

    /** Requests on that worker that have ended since it was first served. */
    long completed(String app, WorkerAddress worker);

    /** Requests waiting for a worker of the app. */
    int queued(String app);
}
