package dev.quaygate.proxy.settings;

/** How a pool picks an endpoint. */
public sealed interface SelectionPolicy {
    /** The one with fewer requests in flight of two drawn at random by weight. */
    record PowerOfTwo() implements SelectionPolicy {}

    /** In turn, by weight. */
    record RoundRobin() implements SelectionPolicy {}

    /** The one with the fewest requests in flight per weight. */
    record LeastRequests() implements SelectionPolicy {}
}
