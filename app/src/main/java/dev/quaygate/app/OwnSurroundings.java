package dev.quaygate.app;

import dev.quaygate.acme.issue.CaPreset;
import dev.quaygate.acme.preflight.Surroundings;
import dev.quaygate.app.config.Configuration;
import dev.quaygate.proxy.server.ProxyServer;
import dev.quaygate.proxy.server.ProxyView;
import dev.quaygate.proxy.settings.ListenerSettings;
import java.net.URI;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What this machine looks like to authorities. */
final class OwnSurroundings {
    private static final int HTTP_PORT = 80;

    private OwnSurroundings() {}

    static Surroundings of(Configuration configuration, ProxyServer proxy) {
        List<ListenerSettings> listeners = configuration.proxy().listeners();
        return new Surroundings(
                configuration.certificates().publicAddresses().isEmpty()
                        ? OwnAddresses.ofInterfaces()
                        : Set.copyOf(configuration.certificates().publicAddresses()),
                listeners.stream().anyMatch(one -> one.kind() == ListenerSettings.Kind.HTTP),
                listeners.stream().anyMatch(one -> one.kind() == ListenerSettings.Kind.HTTPS),
                HTTP_PORT,
                lastFromOutside(proxy));
    }

    private static @Nullable Instant lastFromOutside(ProxyServer proxy) {
        return proxy.view().listeners().stream()
                .filter(one -> one.kind().equals("http"))
                .map(ProxyView.ListenerView::lastFromOutside)
                .filter(Objects::nonNull)
                .max(Comparator.naturalOrder())
                .orElse(null);
    }

    /** A private authority may see another DNS than this machine. */
    static boolean isPublic(URI directory) {
        return CaPreset.all().values().stream()
                .anyMatch(preset -> preset.directory().equals(directory));
    }
}
