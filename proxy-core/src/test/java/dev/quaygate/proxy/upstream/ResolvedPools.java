package dev.quaygate.proxy.upstream;

import dev.quaygate.proxy.loop.LoopLocal;
import dev.quaygate.proxy.settings.EndpointAddress;
import dev.quaygate.proxy.settings.PoolSettings;
import java.net.InetSocketAddress;
import java.util.List;

/** Pools whose one endpoint is known without a look-up. */
public final class ResolvedPools {
    private ResolvedPools() {}

    public static Pool of(LoopLocal loop, InetSocketAddress address) {
        var endpoint =
                new PoolSettings.EndpointSettings(
                        new EndpointAddress.Tcp("127.0.0.1", address.getPort()), 1);
        var pool = new Pool(PoolSettings.of("backend", List.of(endpoint)), 1);
        Endpoint only = pool.pick(loop, null);
        if (only == null) {
            throw new IllegalStateException("no endpoint");
        }
        only.resolved(List.of(address));
        return pool;
    }
}
