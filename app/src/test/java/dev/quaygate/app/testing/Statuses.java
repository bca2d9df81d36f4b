package dev.quaygate.app.testing;

import dev.quaygate.workers.AppStatus;
import dev.quaygate.workers.AppStatus.StepStatus;
import dev.quaygate.workers.AppStatus.WorkerStatus;
import dev.quaygate.workers.RestartReason;
import dev.quaygate.workers.WorkerAddress;
import dev.quaygate.workers.WorkerState;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Apps as they may stand at one moment. */
public final class Statuses {
    /** The moment. */
    public static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

    private Statuses() {}

    /** Two workers, all is well. */
    public static AppStatus shop() {
        return new AppStatus(
                "shop",
                "ready",
                "",
                "/srv/shop/2026-11-20",
                2,
                2,
                "",
                2,
                OptionalDouble.of(0.61),
                0,
                "61 % is inside 50 to 90 %",
                1,
                Map.of(RestartReason.SOFT_MEMORY, 1L),
                OptionalLong.of(0),
                List.of(
                        worker(1, new WorkerState.Ready(), 412, Optional.empty()),
                        worker(2, new WorkerState.Ready(), 398, Optional.of("soft memory"))),
                List.of(
                        new StepStatus(
                                "migrate",
                                "release",
                                "done",
                                Optional.of(Instant.parse("2026-11-20T09:00:11Z")),
                                OptionalLong.of(3120),
                                "exit 0",
                                List.of("3 tables"))),
                List.of(),
                Optional.empty());
    }

    /** One worker that ends again and again. */
    public static AppStatus mail() {
        Instant next = NOW.plusSeconds(48);
        var looping = new WorkerState.CrashLoop(next);
        return new AppStatus(
                "mail",
                "crashLoop",
                "QG7002 exit 1",
                "1.4.2",
                3,
                1,
                "3 workers of 1 GiB need 3 GiB; 1 fits",
                0,
                OptionalDouble.empty(),
                0,
                "",
                7,
                Map.of(RestartReason.EXIT, 7L),
                OptionalLong.of(12),
                List.of(ended(1, looping, 0), ended(2, looping, 1)),
                List.of(),
                List.of("Traceback", "ModuleNotFoundError: No module named 'smtp'\u001b[0m"),
                Optional.of(next));
    }

    private static WorkerStatus ended(int n, WorkerState state, int waitsFor) {
        return new WorkerStatus(
                n,
                0,
                state,
                NOW.minusSeconds(5),
                NOW.minusSeconds(6),
                8 - n,
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalDouble.empty(),
                0,
                new WorkerAddress.Port(20_000 + n),
                "1.4.2",
                false,
                Optional.of("exit 1"),
                waitsFor);
    }

    private static WorkerStatus worker(
            int n, WorkerState state, long mebibytes, Optional<String> lastExit) {
        return new WorkerStatus(
                n,
                4710 + n,
                state,
                NOW.minus(Duration.ofHours(3)),
                NOW.minus(Duration.ofHours(3)),
                n - 1,
                OptionalLong.of(mebibytes << 20),
                OptionalLong.of(mebibytes + 10 << 20),
                OptionalDouble.of(0.31),
                3,
                new WorkerAddress.Socket(Path.of("/run/quaygate/apps/shop/" + n + ".sock")),
                "2026-11-20",
                n == 1,
                lastExit,
                0);
    }
}
