package dev.quaygate.app.state;

import dev.quaygate.app.events.EventHub;
import dev.quaygate.proxy.server.ProxyServer;
import dev.quaygate.workers.AppControl;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;

/**
 * Everything the admin endpoint may look at or ask for.
 *
 * @param version of the program
 * @param started when the process began
 * @param apps none if the configuration has none
 * @param phase where it stands
 * @param traffic requests of the last hour
 * @param events what happens
 */
public record Desk(
        String version,
        Instant started,
        InstantSource clock,
        ProxyServer proxy,
        CertificateDesk certificates,
        AppControl apps,
        Reloads reloads,
        Supplier<Phase> phase,
        Traffic traffic,
        EventHub events) {}
