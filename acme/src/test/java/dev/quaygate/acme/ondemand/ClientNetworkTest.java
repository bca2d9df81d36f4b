package dev.quaygate.acme.ondemand;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;

final class ClientNetworkTest {
    @Test
    void addressesOfOne24OrOne48AreOneNetwork() {
        assertThat(network("192.0.2.1")).isEqualTo(network("192.0.2.254"));
        assertThat(network("192.0.2.1")).isNotEqualTo(network("192.0.3.1"));
        assertThat(network("2001:db8:1:2::3")).isEqualTo(network("2001:db8:1:ffff::4"));
        assertThat(network("2001:db8:1::1")).isNotEqualTo(network("2001:db8:2::1"));
        assertThat(network("::ffff:192.0.2.9")).isEqualTo(network("192.0.2.1"));
    }

    private static String network(String address) {
        return ClientNetwork.of(InetAddress.ofLiteral(address));
    }
}
