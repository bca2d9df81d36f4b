package dev.quaygate.workers;

import dev.quaygate.workers.launch.Launcher;
import dev.quaygate.workers.launch.Loopback;
import dev.quaygate.workers.logs.LogCapture;
import dev.quaygate.workers.probe.Prober;
import dev.quaygate.workers.resources.HardLimit;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;

/** What the apps of one supervisor have in common. */
record Shared(
        Home home,
        Launcher launcher,
        Loopback ports,
        LogCapture logs,
        Prober prober,
        HardLimit limit,
        WorkerEvents events,
        InstantSource clock,
        ExecutorService threads) {}
