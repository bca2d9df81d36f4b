package dev.quaygate.proxy.settings;

import static dev.quaygate.proxy.settings.Check.require;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Endpoints that answer alike.
 *
 * @param name unique
 * @param endpoints at least one, unless the pool is live
 * @param selection how one is picked
 * @param health active check, or null
 * @param passive ejection by live traffic, or null
 * @param connections what is kept open
 * @param retry when a request is tried again
 * @param hostHeader what the endpoint sees as Host
 * @param dns bounds for resolving names again
 * @param live whether endpoints come and go while it serves, as workers of an application do; who
 *     is healthy is then said by who is there, so such a pool has no active check
 * @param queue whether requests wait for an endpoint, or null: they are answered at once
 */
public record PoolSettings(
        String name,
        List<EndpointSettings> endpoints,
        SelectionPolicy selection,
        @Nullable HealthCheck health,
        @Nullable PassiveHealth passive,
        Connections connections,
        RetryPolicy retry,
        HostHeader hostHeader,
        Dns dns,
        boolean live,
        @Nullable QueueSettings queue) {
    public PoolSettings {
        endpoints = List.copyOf(endpoints);
        require(!name.isEmpty(), "name", "a pool needs a name");
        require(
                live || !endpoints.isEmpty(),
                "to",
                "pool " + name + " needs at least one endpoint");
        require(!live || health == null, "health", "pool " + name + " is live and has no check");
        require(
                endpoints.stream().map(EndpointSettings::address).distinct().count()
                        == endpoints.size(),
                "to",
                "pool " + name + " names an endpoint twice");
    }

    /** A pool that keeps its endpoints until a reload and lets no request wait. */
    public PoolSettings(
            String name,
            List<EndpointSettings> endpoints,
            SelectionPolicy selection,
            @Nullable HealthCheck health,
            @Nullable PassiveHealth passive,
            Connections connections,
            RetryPolicy retry,
            HostHeader hostHeader,
            Dns dns) {
        this(
                name,
                endpoints,
                selection,
                health,
                passive,
                connections,
                retry,
                hostHeader,
                dns,
                false,
                null);
    }

    /** A pool of these endpoints with every default. */
    public static PoolSettings of(String name, List<EndpointSettings> endpoints) {
        return new PoolSettings(
                name,
                endpoints,
                new SelectionPolicy.PowerOfTwo(),
                null,
                PassiveHealth.DEFAULT,
                Connections.DEFAULT,
                RetryPolicy.DEFAULT,
                HostHeader.PRESERVE,
                Dns.DEFAULT);
    }

    /** A live pool, empty until it is told its endpoints, with every default. */
    public static PoolSettings live(String name, @Nullable QueueSettings queue) {
        return new PoolSettings(
                name,
                List.of(),
                new SelectionPolicy.PowerOfTwo(),
                null,
                PassiveHealth.DEFAULT,
                Connections.DEFAULT,
                RetryPolicy.DEFAULT,
                HostHeader.PRESERVE,
                Dns.DEFAULT,
                true,
                queue);
    }

    /** The same pool, live or not, with this queue. */
    public PoolSettings with(boolean nowLive, @Nullable QueueSettings nowQueue) {
        return new PoolSettings(
                name,
                endpoints,
                selection,
                health,
                passive,
                connections,
                retry,
                hostHeader,
                dns,
                nowLive,
                nowQueue);
    }

    /**
     * @param weight share of requests, 1 to 1000
     */
    public record EndpointSettings(EndpointAddress address, int weight) {
        public EndpointSettings {
            require(weight >= 1 && weight <= 1000, "weight", weight + " is not within 1 and 1000");
        }
    }

    /**
     * Connections kept to one endpoint.
     *
     * @param idle most idle ones, over all event loops
     * @param idleFor how long one may be idle
     * @param maxAge how old one may get before it is not used again
     */
    public record Connections(int idle, Duration idleFor, Duration maxAge) {
        public static final Connections DEFAULT =
                new Connections(256, Duration.ofSeconds(60), Duration.ofMinutes(5));

        public Connections {
            require(idle >= 0, "idle", idle + " must not be negative");
            require(idleFor.isPositive(), "idleFor", idleFor + " must be longer than zero");
            require(maxAge.isPositive(), "maxAge", maxAge + " must be longer than zero");
        }
    }

    /**
     * @param literal the value when {@code kind} is LITERAL, else empty
     */
    public record HostHeader(Kind kind, String literal) {
        public static final HostHeader PRESERVE = new HostHeader(Kind.PRESERVE, "");
        public static final HostHeader ENDPOINT = new HostHeader(Kind.ENDPOINT, "");

        /** Where the Host field towards the endpoint comes from. */
        public enum Kind {
            PRESERVE,
            ENDPOINT,
            LITERAL
        }
    }

    /** Bounds of the time between two look-ups of an endpoint's name. */
    public record Dns(Duration min, Duration max) {
        public static final Dns DEFAULT = new Dns(Duration.ofSeconds(5), Duration.ofSeconds(60));

        public Dns {
            require(min.isPositive(), "min", min + " must be longer than zero");
            require(max.compareTo(min) >= 0, "max", max + " is shorter than min " + min);
        }
    }
}
