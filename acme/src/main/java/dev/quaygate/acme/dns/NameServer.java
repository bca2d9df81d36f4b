package dev.quaygate.acme.dns;

import java.net.InetSocketAddress;

/**
 * One address of a server that is responsible for a zone.
 *
 * @param name as in the zone's NS record
 */
public record NameServer(String name, InetSocketAddress address) {
    /** Name and address, for a person. */
    public String text() {
        return name + " (" + address.getAddress().getHostAddress() + ")";
    }
}
