package dev.quaygate.proxy.upstream;

import dev.quaygate.proxy.observe.Cause;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** Who may be ejected: not too many of a pool at once. Any loop, without a lock. */
final class Ejection {
    private final List<Endpoint> endpoints;
    private final AtomicBoolean busy = new AtomicBoolean();

    Ejection(List<Endpoint> endpoints) {
        this.endpoints = endpoints;
    }

    /** Whether a failure speaks against the endpoint rather than its name, us or the client. */
    static boolean blames(Cause cause) {
        return switch (cause) {
            case UPSTREAM_REFUSED,
                    UPSTREAM_UNREACHABLE,
                    UPSTREAM_CONNECT_TIMEOUT,
                    UPSTREAM_TLS,
                    UPSTREAM_TLS_VERIFY,
                    UPSTREAM_RESET,
                    UPSTREAM_TIMEOUT,
                    UPSTREAM_BAD_RESPONSE,
                    UPSTREAM_CUT,
                    UPSTREAM_STALL ->
                    true;
            default -> false;
        };
    }

    /**
     * Whether {@code endpoint} may go out now; if so, end with {@link #done}. Only one loop decides
     * at a time; another one gets false, and the next failure asks again.
     */
    boolean admits(Endpoint endpoint, long now, int percent) {
        if (!busy.compareAndSet(false, true)) {
            return false;
        }
        int ejected = 0;
        int usable = 0;
        for (Endpoint each : endpoints) {
            boolean serves = each.usable(now);
            usable += serves ? 1 : 0;
            ejected += !serves && each.health() instanceof EndpointHealth.Ejected ? 1 : 0;
        }
        int most = Math.max(endpoints.size() * percent / 100, endpoints.size() > 1 ? 1 : 0);
        // A flaky last endpoint still answers some requests; nobody answers none.
        boolean othersServe = usable > 1 || percent == 100;
        boolean admitted = endpoint.usable(now) && ejected < most && othersServe;
        if (!admitted) {
            busy.set(false);
        }
        return admitted;
    }

    void done() {
        busy.set(false);
    }
}
