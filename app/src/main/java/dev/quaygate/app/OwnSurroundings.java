package dev.quaygate.app;

import dev.quaygate.acme.issue.CaPreset;
import dev.quaygate.acme.preflight.Surroundings;
import dev.quaygate.app.config.Configuration;
import dev.quaygate.proxy.settings.ListenerSettings;
import java.net.URI;
import java.util.List;
import java.util.Set;

/** What this machine looks like to authorities. */
final class OwnSurroundings {
    private static final int HTTP_PORT = 80;

    private OwnSurroundings() {}

    static Surroundings of(Configuration configuration) {
        List<ListenerSettings> listeners = configuration.proxy().listeners();
        return new Surroundings(
                configuration.certificates().publicAddresses().isEmpty()
                        ? OwnAddresses.ofInterfaces()
                        : Set.copyOf(configuration.certificates().publicAddresses()),
                listeners.stream().anyMatch(one -> one.kind() == ListenerSettings.Kind.HTTP),
                listeners.stream().anyMatch(one -> one.kind() == ListenerSettings.Kind.HTTPS),
                HTTP_PORT);
    }

    /** A private authority may see another DNS than this machine. */
    static boolean isPublic(URI directory) {
        return CaPreset.all().values().stream()
                .anyMatch(preset -> preset.directory().equals(directory));
    }
}
