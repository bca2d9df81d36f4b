package dev.quaygate.proxy.upstream;

import dev.quaygate.proxy.loop.LoopLocal;
import dev.quaygate.proxy.observe.Cause;
import dev.quaygate.proxy.settings.PoolSettings;
import org.jspecify.annotations.Nullable;

/**
 * Endpoints that answer alike, with their health and the way one is picked. Keeps its identity over
 * reloads that do not change it.
 */
public final class Pool {
    private final PoolSettings settings;
    private final Endpoint[] endpoints;

    public Pool(PoolSettings settings, int loops) {
        this.settings = settings;
        this.endpoints =
                settings.endpoints().stream()
                        .map(e -> new Endpoint(e.address(), e.weight(), loops))
                        .toArray(Endpoint[]::new);
    }

    public String name() {
        return settings.name();
    }

    public PoolSettings settings() {
        return settings;
    }

    /**
     * Picks an endpoint for a request on {@code loop}.
     *
     * @param exclude the endpoint that just failed this request, picked again only if there is no
     *     other; or null
     * @return null if none may be used ({@code no_endpoint})
     */
    public @Nullable Endpoint pick(LoopLocal loop, @Nullable Endpoint exclude) {
        return endpoints[0];
    }

    /** Counts a request, so that the retry budget knows its share. Loop thread only. */
    public void requested(LoopLocal loop) {}

    /** Takes one retry from the budget; false if it is used up. Loop thread only. */
    public boolean takeRetry(LoopLocal loop) {
        return true;
    }

    /**
     * An answer came from {@code endpoint} (5xx are failures for passive health only if they are
     * 502, 503 or 504). Loop thread only.
     */
    public void succeeded(LoopLocal loop, Endpoint endpoint, int status) {}

    /** A try on {@code endpoint} failed. Loop thread only. */
    public void failed(LoopLocal loop, Endpoint endpoint, Cause cause) {}
}
