package dev.quaygate.workers.probe;

import dev.quaygate.workers.WorkerAddress;
import dev.quaygate.workers.settings.Probe;
import java.time.Duration;

/**
 * Asks a worker once. Never takes longer than the deadline by more than a moment, whatever the
 * worker does; meant for virtual threads. Any thread, holds nothing between questions.
 */
public final class Prober {
    /**
     * @param probe its command, if it is one, with all places filled in
     * @param within for the whole answer, connecting included
     * @param around only looked at for a command
     * @throws InterruptedException if the thread was interrupted; nothing is left behind then
     */
    public ProbeResult ask(Probe probe, WorkerAddress worker, Duration within, Surroundings around)
            throws InterruptedException {
        return switch (probe) {
            case Probe.Http http -> new HttpProbe(http, within).ask(worker);
            case Probe.Connect _ -> ConnectProbe.ask(worker, within);
            case Probe.Run run -> new CommandProbe(run.command(), within).ask(around);
        };
    }
}
