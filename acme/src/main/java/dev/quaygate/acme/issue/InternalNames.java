package dev.quaygate.acme.issue;

import dev.quaygate.acme.client.SubjectNames;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.NameConstraints;

/** Names and addresses that the internal authority may certify, and no others. */
public final class InternalNames {
    private sealed interface Rule {}

    /** A DNS name; with {@code below} the names under it, at any depth, instead. */
    private record Dns(String name, boolean below) implements Rule {}

    private record Network(InetAddress address, int bits) implements Rule {}

    private static final int WHOLE = -1; // all bits: a single address

    private static final Pattern DNS_NAME =
            Pattern.compile("[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*");

    /** Loopback, private networks and the names that can never be public ones. */
    public static final List<String> DEFAULTS =
            List.of(
                    "localhost",
                    "*.localhost",
                    "*.internal",
                    "*.home.arpa",
                    "10.0.0.0/8",
                    "172.16.0.0/12",
                    "192.168.0.0/16",
                    "127.0.0.0/8",
                    "::1");

    private final List<Rule> rules;

    private InternalNames(List<Rule> rules) {
        this.rules = rules;
    }

    /**
     * Reads the list of the configuration: {@code name}, {@code *.suffix}, an address or a network
     * in CIDR form.
     *
     * @throws IllegalArgumentException naming the entry that is none of these, or on an empty list
     */
    public static InternalNames of(List<String> entries) {
        if (entries.isEmpty()) {
            throw new IllegalArgumentException("internal.names: must not be empty");
        }
        return new InternalNames(entries.stream().map(InternalNames::rule).toList());
    }

    private static Rule rule(String entry) {
        String text = entry.strip().toLowerCase(Locale.ROOT);
        try {
            int slash = text.indexOf('/');
            if (slash >= 0) {
                return network(
                        text.substring(0, slash),
                        Integer.parseUnsignedInt(text.substring(slash + 1)));
            }
            if (SubjectNames.isAddress(text)) {
                return network(text, WHOLE);
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "internal.names: '" + entry + "' is not an address or network", e);
        }
        boolean below = text.startsWith("*.");
        String name = below ? text.substring(2) : text;
        if (!DNS_NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "internal.names: '" + entry + "' is not a name, '*.' and a name, or a network");
        }
        return new Dns(name, below);
    }

    private static Network network(String address, int bits) {
        InetAddress base = InetAddress.ofLiteral(address);
        int most = base.getAddress().length * 8;
        if (bits > most) {
            throw new IllegalArgumentException("an address has only " + most + " bits");
        }
        return new Network(base, bits == WHOLE ? most : bits);
    }

    /** Whether a DNS name (a wildcard too) or an address in text form may be certified. */
    public boolean allows(String name) {
        String canonical = SubjectNames.canonical(name);
        return rules.stream().anyMatch(rule -> covers(rule, canonical));
    }

    private static boolean covers(Rule rule, String name) {
        boolean address = SubjectNames.isAddress(name);
        return switch (rule) {
            case Dns(String suffix, boolean below) ->
                    !address && (below ? name.endsWith("." + suffix) : name.equals(suffix));
            case Network network -> address && contains(network, InetAddress.ofLiteral(name));
        };
    }

    private static boolean contains(Network network, InetAddress address) {
        byte[] bytes = address.getAddress();
        byte[] base = network.address().getAddress();
        byte[] mask = mask(bytes.length, network.bits());
        return bytes.length == base.length && Arrays.equals(and(bytes, mask), and(base, mask));
    }

    private static byte[] mask(int length, int bits) {
        byte[] mask = new byte[length];
        for (int bit = 0; bit < Math.min(bits, length * 8); bit++) {
            mask[bit / 8] |= (byte) (0x80 >> (bit % 8));
        }
        return mask;
    }

    private static byte[] and(byte[] bytes, byte[] mask) {
        byte[] result = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            result[i] = (byte) (bytes[i] & mask[i]);
        }
        return result;
    }

    /**
     * The same list as an X.509 extension (RFC 5280 §4.2.1.10), so that even a stolen intermediate
     * key can forge no public name. DNS subtrees always include the names below them.
     */
    NameConstraints constraints() {
        var names = new TreeSet<String>();
        var permitted = new ArrayList<GeneralSubtree>();
        var excluded = new ArrayList<GeneralSubtree>();
        boolean networks = false;
        for (Rule rule : rules) {
            switch (rule) {
                case Dns(String name, boolean _) -> names.add(name);
                case Network(InetAddress address, int bits) -> {
                    permitted.add(subtree(address.getAddress(), bits));
                    networks = true;
                }
            }
        }
        // A kind that is not mentioned would be unlimited.
        if (names.isEmpty()) {
            names.add("invalid"); // RFC 6761 §6.4: nobody's name
        }
        if (!networks) {
            excluded.add(subtree(new byte[4], 0));
            excluded.add(subtree(new byte[16], 0));
        }
        names.forEach(name ->
                permitted.add(new GeneralSubtree(new GeneralName(GeneralName.dNSName, name))));
        return new NameConstraints(
                permitted.toArray(GeneralSubtree[]::new),
                excluded.isEmpty() ? null : excluded.toArray(GeneralSubtree[]::new));
    }

    private static GeneralSubtree subtree(byte[] address, int bits) {
        byte[] mask = mask(address.length, bits);
        byte[] both = Arrays.copyOf(and(address, mask), address.length * 2);
        System.arraycopy(mask, 0, both, address.length, mask.length);
        return new GeneralSubtree(new GeneralName(GeneralName.iPAddress, new DEROctetString(both)));
    }
}
