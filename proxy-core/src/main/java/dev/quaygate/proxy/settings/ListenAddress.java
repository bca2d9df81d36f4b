package dev.quaygate.proxy.settings;

import static dev.quaygate.proxy.settings.Check.require;

import java.nio.file.Path;

/** Where a listener accepts. */
public sealed interface ListenAddress {
    /**
     * A TCP address.
     *
     * @param host literal IPv4 or IPv6 address without brackets; empty means every address of the
     *     machine
     * @param port 0 to 65535; 0 lets the kernel choose
     */
    record Tcp(String host, int port) implements ListenAddress {
        public Tcp {
            require(port >= 0 && port <= 65_535, "port", port + " is not a port (0 to 65535)");
        }

        @Override
        public String toString() {
            return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
        }
    }

    /** A unix stream socket. */
    record Unix(Path path) implements ListenAddress {
        @Override
        public String toString() {
            return "unix:" + path;
        }
    }
}
