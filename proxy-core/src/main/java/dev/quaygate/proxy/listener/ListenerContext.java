package dev.quaygate.proxy.listener;

import dev.quaygate.proxy.observe.ListenerMeters;
import dev.quaygate.proxy.relay.ExchangeObserver;
import dev.quaygate.proxy.relay.RoutingSnapshot;
import dev.quaygate.proxy.settings.ListenerSettings;
import dev.quaygate.proxy.tls.CertificateCatalog;
import dev.quaygate.proxy.tls.Challenges;
import dev.quaygate.proxy.upstream.UpstreamConnections;
import java.util.function.Supplier;

/** What the connections of one listener share. Immutable. */
public record ListenerContext(
        ListenerSettings settings,
        Supplier<RoutingSnapshot> config,
        CertificateCatalog catalog,
        Challenges challenges,
        UpstreamConnections upstreams,
        ExchangeObserver observer,
        HandshakeObserver handshakes,
        ConnectionLimits limits,
        ListenerMeters meters) {}
