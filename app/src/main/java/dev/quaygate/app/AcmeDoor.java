package dev.quaygate.app;

import dev.quaygate.acme.client.ExternalAccountBinding;
import dev.quaygate.acme.server.AcmeServer;
import dev.quaygate.acme.server.AcmeServerSettings;
import dev.quaygate.app.admin.AcmeSocket;
import dev.quaygate.app.config.settings.CertificateSettings.AcmeServing;
import dev.quaygate.proxy.settings.EndpointAddress;
import dev.quaygate.proxy.settings.PoolSettings.EndpointSettings;
import dev.quaygate.proxy.upstream.Pool;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes the ACME server of the internal authority the endpoint of its own route. The data plane
 * does TLS, limits and the log, as for any application. One thread at a time.
 */
final class AcmeDoor implements AutoCloseable {
    private final Supplier<AcmeServer> servers;
    private final Function<String, Optional<Pool>> pools;
    private final InstantSource clock;
    private @Nullable AcmeServer server;
    private @Nullable AcmeSocket socket;

    /**
     * @param servers makes the server when it is wanted the first time
     */
    AcmeDoor(
            Supplier<AcmeServer> servers,
            Function<String, Optional<Pool>> pools,
            InstantSource clock) {
        this.servers = servers;
        this.pools = pools;
        this.clock = clock;
    }

    /** Opens, changes or closes the door; the routes are there already. */
    void configure(@Nullable AcmeServing serving) {
        if (serving == null) {
            close();
            return;
        }
        AcmeServer known = server;
        AcmeServer now = known == null ? servers.get() : known;
        server = now;
        now.configure(
                AcmeServerSettings.of(
                        serving.eab().stream()
                                .map(eab ->
                                        new ExternalAccountBinding(
                                                eab.kid(), eab.key().reveal().orElse("")))
                                .toList()));
        try {
            AcmeSocket listening = socket == null ? AcmeSocket.open(now) : socket;
            socket = listening;
            var endpoint = new EndpointSettings(new EndpointAddress.Unix(listening.path()), 1);
            pools.apply(AcmeServing.ROUTE)
                    .ifPresent(pool -> pool.members(List.of(endpoint), clock.instant()));
        } catch (IOException e) {
            Messages.warn("internal ACME server: cannot listen: {}", e.getMessage());
        }
    }

    @Override
    public void close() {
        AcmeSocket listening = socket;
        if (listening != null) {
            listening.close();
            socket = null;
        }
    }
}
