package dev.quaygate.proxy.upstream;

import dev.quaygate.proxy.settings.SelectionPolicy;
import java.util.List;

/**
 * Who answers for a pool at one moment, and how one of them is picked. Immutable but for the
 * balancer's own turns: a pick reads it once and sees nothing half changed.
 *
 * @param endpoints in the order of the settings
 */
record Members(
        List<Endpoint> endpoints, Candidates candidates, Balancer balancer, Ejection ejection) {
    static Members of(List<Endpoint> endpoints, int[] weights, SelectionPolicy policy, int loops) {
        var candidates = new Candidates(endpoints, weights);
        return new Members(
                List.copyOf(endpoints),
                candidates,
                Balancer.of(policy, candidates, loops),
                new Ejection(endpoints));
    }

    /** The same endpoints, picked by another policy. */
    Members with(SelectionPolicy policy, int loops) {
        return new Members(endpoints, candidates, Balancer.of(policy, candidates, loops), ejection);
    }

    boolean isEmpty() {
        return endpoints.isEmpty();
    }
}
