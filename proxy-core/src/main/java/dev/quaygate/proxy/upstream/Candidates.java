package dev.quaygate.proxy.upstream;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The endpoints of a pool with their weights, and which of them a pick may take. Immutable. */
final class Candidates {
    /** How choosy a pick is; each level lets more through than the one before. */
    enum Level {
        /** Usable, resolved and not the one that just failed. */
        BEST,
        /** Usable and resolved. */
        RESOLVED,
        /** Usable, though its name does not resolve: the answer will say so. */
        USABLE
    }

    /** Requests in flight that one endpoint may have more than twice another's. */
    private static final int FEW = 4;

    static final Level[] LEVELS = Level.values();

    private final Endpoint[] endpoints;
    private final int[] weights;
    private final int[] upTo;

    Candidates(List<Endpoint> endpoints, int[] weights) {
        this.endpoints = endpoints.toArray(Endpoint[]::new);
        this.weights = weights.clone();
        this.upTo = new int[weights.length];
        int sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += weights[i];
            upTo[i] = sum;
        }
    }

    int size() {
        return endpoints.length;
    }

    Endpoint endpoint(int i) {
        return endpoints[i];
    }

    int weight(int i) {
        return weights[i];
    }

    int totalWeight() {
        return upTo.length == 0 ? 0 : upTo[upTo.length - 1];
    }

    boolean accepts(int i, long now, @Nullable Endpoint exclude, Level level) {
        Endpoint endpoint = endpoints[i];
        if (!endpoint.usable(now)) {
            return false;
        }
        return switch (level) {
            case BEST -> endpoint != exclude && !endpoint.resolved().isEmpty();
            case RESOLVED -> !endpoint.resolved().isEmpty();
            case USABLE -> true;
        };
    }

    /** The candidate that owns {@code point} of the total weight. */
    int at(int point) {
        int low = 0;
        int high = upTo.length - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (point < upTo[middle]) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /**
     * Whether {@code a} should leave its turn to {@code b}: it has far more in flight, or more
     * begun and not answered. A long answer alone must not cost an endpoint its share as long as it
     * answers others meanwhile, so after a few turns it is tried again.
     */
    boolean busier(int a, int b, int loop) {
        long inFlightA = (long) endpoints[a].inFlight() * weights[b];
        long inFlightB = (long) endpoints[b].inFlight() * weights[a];
        if (inFlightA > 2 * inFlightB + (long) FEW * weights[b]) {
            return true;
        }
        long unansweredA = (long) endpoints[a].unanswered() * weights[b];
        long unansweredB = (long) endpoints[b].unanswered() * weights[a];
        return unansweredA > unansweredB && endpoints[a].passesTurn(loop);
    }

    /** Whether {@code a} has fewer requests in flight per weight than {@code b}. */
    boolean lessLoaded(int a, int b) {
        return (long) endpoints[a].inFlight() * weights[b]
                < (long) endpoints[b].inFlight() * weights[a];
    }
}
