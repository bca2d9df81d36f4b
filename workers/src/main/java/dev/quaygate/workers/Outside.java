package dev.quaygate.workers;

import dev.quaygate.workers.launch.LaunchProblem;
import dev.quaygate.workers.settings.AppSettings;
import dev.quaygate.workers.settings.PrestartStep;
import dev.quaygate.workers.settings.Probe;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What the decisions of an app do to the world. Everything returns at once; what takes time comes
 * back as a {@link Message}.
 */
interface Outside {
    /** Where a new worker is to listen. */
    WorkerAddress address(AppSettings app, int worker) throws LaunchProblem;

    /** Starts a worker; answers {@link Message.Launched} or {@link Message.LaunchFailed}. */
    void launch(Generation generation, LedgerEntry entry);

    /** Watches a worker from before; answers {@link Message.Ended} when it has ended. */
    void adopt(AppSettings app, LedgerEntry entry);

    /** Sends a signal to the worker's group. */
    void signal(LedgerEntry entry, String signal);

    /** Kills all that is left of the worker's session. */
    void kill(LedgerEntry entry);

    /** Counts who is left of the session; answers {@link Message.Swept}. */
    void sweep(LedgerEntry entry);

    /** The worker is gone for good: its address may be given to another. */
    void forget(LedgerEntry entry);

    /** Asks the worker; answers {@link Message.Probed}. */
    void probe(Generation generation, LedgerEntry entry, Probe probe, Duration timeout);

    /** Measures workers; answers {@link Message.Measured}. */
    void measure(List<LedgerEntry> workers);

    /**
     * Runs those steps that have not been done, in order; answers {@link Message.Prepared}.
     *
     * @param preparation comes back in the answer
     */
    void prepare(long preparation, Generation generation, List<PrestartStep> steps);

    /** What is known about the steps before start for these settings, from memory and disk. */
    Map<String, AppStatus.StepStatus> steps(Generation generation);

    /** Last error lines of the worker that has or had this number. */
    List<String> lastLines(int worker);

    /** Changes when a file that the command names does. */
    String fingerprint(Generation generation);
}
