package dev.quaygate.proxy.upstream;

import dev.quaygate.proxy.observe.Cause;
import java.time.Instant;

/** What may change an {@link EndpointHealth}. */
public sealed interface HealthEvent {
    /** Enough active checks in a row passed. */
    record Rose() implements HealthEvent {}

    /** Enough active checks in a row failed. */
    record Fell(Cause cause, String detail, Instant at) implements HealthEvent {}

    /** Enough live requests failed within the window. */
    record Failing(Cause cause, long untilNanos, Instant until) implements HealthEvent {}

    /** An ejection may be over. */
    record TimePassed(long nowNanos) implements HealthEvent {}

    /** No new requests from now on. */
    record Drain(Instant deadline) implements HealthEvent {}

    /** An operator takes it out. */
    record Maintain() implements HealthEvent {}

    /** An operator lets it serve again. */
    record Resume() implements HealthEvent {}

    /** The pool has no active check any more. */
    record ChecksOff() implements HealthEvent {}

    /** The event in words, for logs. */
    default String words() {
        return switch (this) {
            case Rose() -> "checks passed";
            case Fell(Cause cause, String detail, Instant _) ->
                    "checks failed: "
                            + cause.word()
                            + (detail.isEmpty() ? "" : " (" + detail + ")");
            case Failing(Cause cause, long _, Instant until) ->
                    "requests failed: " + cause.word() + ", until " + until;
            case TimePassed(long _) -> "ejection is over";
            case Drain(Instant _) -> "drained";
            case Maintain() -> "taken out by an operator";
            case Resume() -> "brought back by an operator";
            case ChecksOff() -> "checks are off";
        };
    }
}
