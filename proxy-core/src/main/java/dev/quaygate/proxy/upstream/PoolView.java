package dev.quaygate.proxy.upstream;

import dev.quaygate.proxy.settings.SelectionPolicy;
import java.util.List;

/**
 * A pool as the admin API shows it.
 *
 * @param selection word of the configuration, such as {@code powerOfTwo}
 * @param usable endpoints that may get requests now
 */
public record PoolView(String name, String selection, int usable, List<EndpointView> endpoints) {
    public PoolView {
        endpoints = List.copyOf(endpoints);
    }

    static String word(SelectionPolicy policy) {
        return switch (policy) {
            case SelectionPolicy.PowerOfTwo() -> "powerOfTwo";
            case SelectionPolicy.RoundRobin() -> "roundRobin";
            case SelectionPolicy.LeastRequests() -> "leastRequests";
        };
    }
}
