package dev.quaygate.workers.probe;

import dev.quaygate.workers.WorkerAddress;
import java.io.IOException;
import java.time.Duration;

/** Whether a connection is accepted. */
final class ConnectProbe {
    private ConnectProbe() {}

    static ProbeResult ask(WorkerAddress worker, Duration within) throws InterruptedException {
        try (TimedChannel _ = TimedChannel.connect(worker, System.nanoTime() + within.toNanos())) {
            return new ProbeResult.Good();
        } catch (IOException e) {
            return new ProbeResult.Bad("connect: " + Words.of(e, within));
        }
    }
}
