package dev.quaygate.app.config.settings;

import dev.quaygate.proxy.settings.ListenAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The admin endpoint.
 *
 * @param listen addresses; empty switches it off. TCP addresses are loopback only
 * @param group group of the unix socket, or null for mode 0600
 * @param token write role; its value is absent until the file is made at the first start
 * @param readToken read role, or null
 * @param openProbes whether the three probes need no token on loopback
 * @param allowedHosts values that Host and Origin may name, lower case, without port
 */
public record AdminSettings(
        List<ListenAddress> listen,
        @Nullable String group,
        Secret token,
        @Nullable Secret readToken,
        boolean openProbes,
        List<String> allowedHosts) {
    public AdminSettings {
        listen = List.copyOf(listen);
        allowedHosts = List.copyOf(allowedHosts);
    }
}
