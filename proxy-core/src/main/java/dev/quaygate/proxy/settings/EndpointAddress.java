package dev.quaygate.proxy.settings;

import static dev.quaygate.proxy.settings.Check.require;

import java.nio.file.Path;

/** Where an endpoint listens, and what it speaks there. */
public sealed interface EndpointAddress {
    /** The version of HTTP that requests are sent in. */
    enum Protocol {
        HTTP_1("", ""),
        /** HTTP/2 in clear text with prior knowledge (RFC 9113 §3.3). */
        H2C("h2c://", "h2c+");

        private final String tcpPrefix;
        private final String unixPrefix;

        Protocol(String tcpPrefix, String unixPrefix) {
            this.tcpPrefix = tcpPrefix;
            this.unixPrefix = unixPrefix;
        }
    }

    Protocol protocol();

    /** Host and port without what it speaks, as in a Host field. */
    String authority();

    /**
     * TCP.
     *
     * @param host IP literal (IPv6 without brackets) or a name that is resolved again by TTL
     */
    record Tcp(String host, int port, Protocol protocol) implements EndpointAddress {
        public Tcp {
            require(!host.isEmpty(), "to", "an endpoint needs a host");
            require(port >= 1 && port <= 65_535, "to", port + " is not a port (1 to 65535)");
        }

        /** An endpoint that speaks HTTP/1.1. */
        public Tcp(String host, int port) {
            this(host, port, Protocol.HTTP_1);
        }

        @Override
        public String authority() {
            return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
        }

        @Override
        public String toString() {
            return protocol.tcpPrefix + authority();
        }
    }

    /** A unix stream socket. */
    record Unix(Path path, Protocol protocol) implements EndpointAddress {
        /** An endpoint that speaks HTTP/1.1. */
        public Unix(Path path) {
            this(path, Protocol.HTTP_1);
        }

        @Override
        public String authority() {
            return "unix:" + path;
        }

        @Override
        public String toString() {
            return protocol.unixPrefix + authority();
        }
    }
}
