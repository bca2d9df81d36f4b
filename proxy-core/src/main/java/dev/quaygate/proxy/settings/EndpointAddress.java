package dev.quaygate.proxy.settings;

import static dev.quaygate.proxy.settings.Check.require;

import java.nio.file.Path;

/** Where an endpoint listens. */
public sealed interface EndpointAddress {
    /**
     * TCP.
     *
     * @param host IP literal (IPv6 without brackets) or a name that is resolved again by TTL
     */
    record Tcp(String host, int port) implements EndpointAddress {
        public Tcp {
            require(!host.isEmpty(), "to", "an endpoint needs a host");
            require(port >= 1 && port <= 65_535, "to", port + " is not a port (1 to 65535)");
        }

        @Override
        public String toString() {
            return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
        }
    }

    /** A unix stream socket. */
    record Unix(Path path) implements EndpointAddress {
        @Override
        public String toString() {
            return "unix:" + path;
        }
    }
}
