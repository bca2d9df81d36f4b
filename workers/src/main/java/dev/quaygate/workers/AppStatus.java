package dev.quaygate.workers;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What is known about an app at one moment.
 *
 * @param state {@code ready}, {@code starting}, {@code degraded} (fewer ready than wanted), {@code
 *     prestart} (a step runs), {@code prestartFailed}, {@code waiting} (for another app), {@code
 *     crashLoop}, {@code stopped} or {@code idle}
 * @param why in words, empty if all is well
 * @param wanted workers asked for (by settings or by a scale command)
 * @param fitting workers that memory allows of these
 * @param fit why {@code fitting} is what it is; empty if nothing limits it
 * @param utilisation 0 to 1 and above; empty until a window has passed
 * @param advice workers that would put use into the band, with the reason; 0 = none
 * @param restarts of all workers since this process began to look after them, without those that a
 *     person asked for
 * @param restartReasons the same by reason; reasons that never were are missing
 * @param lastLines last error lines of the worker that failed last, oldest first, at most 20
 */
public record AppStatus(
        String name,
        String state,
        String why,
        String release,
        int wanted,
        int fitting,
        String fit,
        int ready,
        OptionalDouble utilisation,
        int advice,
        String adviceWhy,
        long restarts,
        Map<RestartReason, Long> restartReasons,
        OptionalLong queued,
        List<WorkerStatus> workers,
        List<StepStatus> prestart,
        List<String> lastLines,
        Optional<Instant> nextTry) {
    public AppStatus {
        restartReasons = Map.copyOf(restartReasons);
        workers = List.copyOf(workers);
        prestart = List.copyOf(prestart);
        lastLines = List.copyOf(lastLines);
    }

    /**
     * @param n number of the worker, from 1; unique in the app while it lives
     * @param since start of this state
     * @param memoryBytes PSS or RSS, as set, children included; empty if not measured yet
     * @param cpu processors used, averaged over some seconds; empty if not measured yet
     * @param lastExit how the worker before this one with the same number ended
     * @param waitsFor number of the worker that tries to start first, for all; 0 = it waits for
     *     none
     */
    public record WorkerStatus(
            int n,
            long pid,
            WorkerState state,
            Instant since,
            Instant started,
            long restarts,
            OptionalLong memoryBytes,
            OptionalLong rssBytes,
            OptionalDouble cpu,
            int inFlight,
            WorkerAddress endpoint,
            String release,
            boolean adopted,
            Optional<String> lastExit,
            int waitsFor) {}

    /**
     * @param once {@code release}, {@code start} or {@code worker}
     * @param state {@code pending}, {@code running}, {@code done} or {@code failed}
     * @param output last lines of what it printed
     */
    public record StepStatus(
            String name,
            String once,
            String state,
            Optional<Instant> at,
            OptionalLong tookMillis,
            String result,
            List<String> output) {
        public StepStatus {
            output = List.copyOf(output);
        }
    }
}
