package dev.quaygate.proxy.upstream;

import dev.quaygate.proxy.observe.Cause;
import java.time.Instant;

/** What is known about an endpoint. Immutable; changes only through {@link #after}. */
public sealed interface EndpointHealth {
    /** Not checked yet, or not checked at all: used. */
    record Unknown() implements EndpointHealth {}

    /** The active check passes. */
    record Healthy() implements EndpointHealth {}

    /**
     * The active check fails.
     *
     * @param detail what the last failed check saw
     * @param since when it went out
     */
    record Unhealthy(Cause cause, String detail, Instant since) implements EndpointHealth {}

    /**
     * Out for a while because live requests failed.
     *
     * @param untilNanos end on the {@link System#nanoTime()} scale
     * @param until the same for people
     */
    record Ejected(Cause cause, long untilNanos, Instant until) implements EndpointHealth {}

    /** Takes no new request; those in flight end, at the latest at {@code deadline}. */
    record Draining(Instant deadline) implements EndpointHealth {}

    /** Taken out by an operator until resumed. */
    record Maintenance() implements EndpointHealth {}

    /** Whether it may get new requests. Event loop; allocates nothing. */
    default boolean usable(long nowNanos) {
        return switch (this) {
            case Unknown _, Healthy _ -> true;
            case Ejected ejected -> nowNanos - ejected.untilNanos >= 0;
            case Unhealthy _, Draining _, Maintenance _ -> false;
        };
    }

    /** The one word for it in API, metrics and log. */
    default String word() {
        return switch (this) {
            case Unknown _ -> "unknown";
            case Healthy _ -> "healthy";
            case Unhealthy _ -> "unhealthy";
            case Ejected _ -> "ejected";
            case Draining _ -> "draining";
            case Maintenance _ -> "maintenance";
        };
    }

    /**
     * The state after {@code event}. An operator's word stands above checks, a check above
     * ejection.
     */
    default EndpointHealth after(HealthEvent event) {
        return switch (event) {
            case HealthEvent.Rose() ->
                    this instanceof Unknown || this instanceof Unhealthy ? new Healthy() : this;
            case HealthEvent.Fell(Cause cause, String detail, Instant at) ->
                    switch (this) {
                        case Unknown _, Healthy _, Ejected _ -> new Unhealthy(cause, detail, at);
                        case Unhealthy was -> new Unhealthy(cause, detail, was.since);
                        case Draining _, Maintenance _ -> this;
                    };
            case HealthEvent.Failing(Cause cause, long untilNanos, Instant until) ->
                    switch (this) {
                        case Unknown _, Healthy _, Ejected _ ->
                                new Ejected(cause, untilNanos, until);
                        case Unhealthy _, Draining _, Maintenance _ -> this;
                    };
            case HealthEvent.TimePassed(long nowNanos) ->
                    this instanceof Ejected && usable(nowNanos) ? new Unknown() : this;
            case HealthEvent.Drain(Instant deadline) -> new Draining(deadline);
            case HealthEvent.Maintain() -> new Maintenance();
            case HealthEvent.Resume() ->
                    this instanceof Draining || this instanceof Maintenance ? new Unknown() : this;
            case HealthEvent.ChecksOff() ->
                    this instanceof Healthy || this instanceof Unhealthy ? new Unknown() : this;
        };
    }
}
