package dev.quaygate.proxy.settings;

import static dev.quaygate.proxy.settings.Check.require;

/**
 * One listening socket.
 *
 * @param name stable label in logs and metrics, as the user wrote the address ({@code :443})
 * @param address where it accepts
 * @param kind what is spoken on it
 */
public record ListenerSettings(String name, ListenAddress address, Kind kind) {
    /** What a listener speaks. */
    public enum Kind {
        /** Clear HTTP/1.1: http-01 answers, redirects to https, routes with {@code tls: off}. */
        HTTP,
        /** TLS with HTTP/1.1 and HTTP/2 by ALPN. */
        HTTPS
    }

    public ListenerSettings {
        require(!name.isEmpty(), "name", "a listener needs a name");
    }
}
