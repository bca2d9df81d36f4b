package dev.quaygate.app.config.settings;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The etcd that the machines of a fleet share.
 *
 * @param endpoints client addresses of its members, at least one
 * @param prefix start of all keys
 * @param ca PEM roots that its certificate is checked against, null for those of the system
 * @param cert PEM chain that we show it, null for none
 * @param key key of {@code cert}, null exactly if that is
 * @param user null without authentication
 * @param password null exactly if {@code user} is
 * @param leaseTtl time after which a silent holder loses its leases
 */
public record FleetSettings(
        List<URI> endpoints,
        String prefix,
        @Nullable Path ca,
        @Nullable Path cert,
        @Nullable Path key,
        @Nullable String user,
        @Nullable Secret password,
        Duration leaseTtl) {
    public FleetSettings {
        endpoints = List.copyOf(endpoints);
    }
}
