package dev.quaygate.app.admin;

import java.net.InetAddress;

/** Who is at the other end. */
sealed interface Peer {
    /** As it stands in the audit log. */
    String name();

    /** A process of this machine, known to the kernel by its user. */
    record User(String user) implements Peer {
        @Override
        public String name() {
            return "unix:" + user;
        }
    }

    /** Anybody over TCP. */
    record Address(InetAddress address) implements Peer {
        @Override
        public String name() {
            return "tcp:" + address.getHostAddress();
        }
    }
}
