package dev.quaygate.acme.issue;

import crawlercommons.domains.EffectiveTldFinder;
import dev.quaygate.acme.client.SubjectNames;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The unit in which authorities count certificates: the registered domain by the public suffix
 * list, private section included; an IPv4 address; an IPv6 /64.
 */
public final class RegisteredDomain {
    private static final int BYTES_OF_64_BITS = 8;

    private RegisteredDomain() {}

    /**
     * The domain that a name counts for.
     *
     * @param name DNS name, wildcard or address in text form
     * @return a public suffix for itself
     */
    public static String of(String name) {
        if (SubjectNames.isAddress(name)) {
            return network(InetAddress.ofLiteral(name));
        }
        String host = name.startsWith("*.") ? name.substring(2) : name;
        boolean listed = EffectiveTldFinder.getEffectiveTLD(host) != null;
        return listed ? EffectiveTldFinder.getAssignedDomain(host, false, false) : lastTwo(host);
    }

    /** The rule of the list for endings that it does not know. */
    private static String lastTwo(String host) {
        int dot = host.lastIndexOf('.', host.lastIndexOf('.') - 1);
        return dot < 0 ? host : host.substring(dot + 1);
    }

    private static String network(InetAddress address) {
        if (!(address instanceof Inet6Address)) {
            return address.getHostAddress();
        }
        byte[] prefix = Arrays.copyOf(address.getAddress(), BYTES_OF_64_BITS);
        return HexFormat.of().formatHex(prefix) + "-64";
    }
}
