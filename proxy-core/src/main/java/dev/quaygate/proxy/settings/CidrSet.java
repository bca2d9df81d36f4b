package dev.quaygate.proxy.settings;

import static dev.quaygate.proxy.settings.Check.require;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * Networks in CIDR form. IPv4-mapped IPv6 addresses are compared as IPv4. Immutable, any thread.
 */
public final class CidrSet {
    public static final CidrSet NONE = of(List.of());

    /** What the world cannot reach: this machine, its links, private and shared addresses. */
    public static final CidrSet PRIVATE =
            of(
                    List.of(
                            "127.0.0.0/8",
                            "10.0.0.0/8",
                            "172.16.0.0/12",
                            "192.168.0.0/16",
                            "169.254.0.0/16",
                            "100.64.0.0/10",
                            "::1",
                            "fe80::/10",
                            "fec0::/10",
                            "fc00::/7"));

    private record Network(byte[] address, int bits) {}

    private final List<Network> networks;
    private final List<String> texts;

    private CidrSet(List<Network> networks, List<String> texts) {
        this.networks = networks;
        this.texts = texts;
    }

    /**
     * Parses networks such as {@code 10.0.0.0/8}, {@code ::1} or {@code 2001:db8::/32}; fails with
     * {@link InvalidSetting}.
     */
    public static CidrSet of(List<String> texts) {
        var networks = new ArrayList<Network>();
        for (String text : texts) {
            networks.add(parse(text));
        }
        return new CidrSet(List.copyOf(networks), List.copyOf(texts));
    }

    /** The networks as they were written. */
    public List<String> texts() {
        return texts;
    }

    public boolean isEmpty() {
        return networks.isEmpty();
    }

    /** Whether {@code address} lies in one of the networks. */
    public boolean contains(InetAddress address) {
        // InetAddress already turns mapped IPv6 literals and peers into Inet4Address.
        byte[] bytes = address.getAddress();
        for (Network network : networks) {
            if (matches(network, bytes)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CidrSet set && set.texts.equals(texts);
    }

    @Override
    public int hashCode() {
        return texts.hashCode();
    }

    @Override
    public String toString() {
        return texts.toString();
    }

    private static boolean matches(Network network, byte[] address) {
        if (network.address.length != address.length) {
            return false;
        }
        int whole = network.bits / 8;
        for (int i = 0; i < whole; i++) {
            if (network.address[i] != address[i]) {
                return false;
            }
        }
        int rest = network.bits % 8;
        return rest == 0
                || ((network.address[whole] ^ address[whole]) & (0xff << (8 - rest)) & 0xff) == 0;
    }

    private static Network parse(String text) {
        int slash = text.indexOf('/');
        String literal = slash < 0 ? text : text.substring(0, slash);
        byte[] address = literal(text, literal);
        int bits = slash < 0 ? address.length * 8 : bits(text, text.substring(slash + 1));
        require(
                bits <= address.length * 8,
                "cidr",
                "'" + text + "' has more bits than its address");
        return new Network(address, bits);
    }

    private static byte[] literal(String text, String literal) {
        // The JDK also takes old short forms such as 10.1, which mean something else to most
        // readers.
        boolean shortForm =
                !literal.contains(":") && !literal.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
        require(
                !shortForm,
                "cidr",
                "'" + text + "' is not a network such as 10.0.0.0/8 or 2001:db8::/32");
        try {
            return InetAddress.ofLiteral(literal).getAddress();
        } catch (IllegalArgumentException _) {
            throw new InvalidSetting(
                    "cidr", "'" + text + "' is not a network such as 10.0.0.0/8 or 2001:db8::/32");
        }
    }

    private static int bits(String text, String digits) {
        require(
                digits.matches("[0-9]{1,3}"),
                "cidr",
                "'" + text + "' needs a number of bits after '/'");
        return Integer.parseInt(digits);
    }
}
