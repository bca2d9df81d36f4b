package dev.quaygate.acme.ondemand;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;

/** The network that one stranger may have to himself: IPv4 /24, IPv6 /48. Pure. */
final class ClientNetwork {
    private static final int BYTES_OF_24_BITS = 3;
    private static final int BYTES_OF_48_BITS = 6;

    private ClientNetwork() {}

    /** A short text that is the same for all addresses of one network. */
    static String of(InetAddress client) {
        int length = client instanceof Inet6Address ? BYTES_OF_48_BITS : BYTES_OF_24_BITS;
        return HexFormat.of().formatHex(Arrays.copyOf(client.getAddress(), length));
    }
}
