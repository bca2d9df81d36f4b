package dev.quaygate.workers;

import java.time.Instant;

/** Where a worker is in its life. */
public sealed interface WorkerState {
    /** Runs, but has not said that it is ready. */
    record Starting() implements WorkerState {}

    /** May get requests. */
    record Ready() implements WorkerState {}

    /** Gets no new requests and finishes those that it has. */
    record Draining() implements WorkerState {}

    /** Was told to end. */
    record Stopping() implements WorkerState {}

    /** Has ended; {@code reason} as in {@code exit 1}, {@code signal KILL}, {@code hard memory}. */
    record Exited(String reason) implements WorkerState {}

    /** Ended again and again; the next try is at {@code next}. */
    record CrashLoop(Instant next) implements WorkerState {}

    /** One word for users: {@code starting}, {@code ready}, ... {@code crashLoop}. */
    default String word() {
        return switch (this) {
            case Starting _ -> "starting";
            case Ready _ -> "ready";
            case Draining _ -> "draining";
            case Stopping _ -> "stopping";
            case Exited _ -> "exited";
            case CrashLoop _ -> "crashLoop";
        };
    }
}
