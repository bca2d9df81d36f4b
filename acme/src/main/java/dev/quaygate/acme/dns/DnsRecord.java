package dev.quaygate.acme.dns;

import java.net.InetAddress;

/** One record of an answer. Names are in lower case without the dot at the end. */
public sealed interface DnsRecord {
    /** The name that the record belongs to. */
    String owner();

    /** A or AAAA. */
    record Address(String owner, InetAddress address) implements DnsRecord {}

    /** CNAME (RFC 1034 §3.6.2). */
    record Alias(String owner, String target) implements DnsRecord {}

    /** TXT, its strings joined. */
    record Text(String owner, String value) implements DnsRecord {}

    /**
     * CAA (RFC 8659).
     *
     * @param flags 128 if a reader that does not know the tag must refuse
     * @param tag for instance {@code issue}, in lower case
     */
    record Permission(String owner, int flags, String tag, String value) implements DnsRecord {}

    /** NS: a server of the zone. */
    record Server(String owner, String server) implements DnsRecord {}

    /**
     * SOA: the owner is the name of a zone.
     *
     * @param primary the server that takes updates
     * @param serial grows with each change of the zone
     */
    record ZoneHead(String owner, String primary, long serial) implements DnsRecord {}
}
