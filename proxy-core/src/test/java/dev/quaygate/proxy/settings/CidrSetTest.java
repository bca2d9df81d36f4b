package dev.quaygate.proxy.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CidrSetTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.0.1, true",
        "10.0.0.0/8, 11.0.0.1, false",
        "10.0.0.0/8, ::ffff:10.1.2.3, true",
        "192.168.4.0/22, 192.168.7.255, true",
        "192.168.4.0/22, 192.168.8.0, false",
        "0.0.0.0/0, 8.8.8.8, true",
        "0.0.0.0/0, ::1, false",
        "128.0.0.0/1, 127.255.255.255, false",
        "127.0.0.1, 127.0.0.1, true",
        "127.0.0.1, 127.0.0.2, false",
        "2001:db8::/32, 2001:db8:ffff::1, true",
        "2001:db8::/127, 2001:db8::1, true",
        "2001:db8::/127, 2001:db8::2, false",
        "::/0, 2001:db8::1, true",
    })
    void comparesLeadingBits(String network, String address, boolean inside) {
        assertThat(CidrSet.of(List.of(network)).contains(InetAddress.ofLiteral(address)))
                .isEqualTo(inside);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, true",
        "10.1.2.3, true",
        "172.31.255.255, true",
        "172.32.0.1, false",
        "192.168.0.9, true",
        "169.254.169.254, true",
        "100.127.0.1, true",
        "100.128.0.1, false",
        "203.0.113.7, false",
        "::1, true",
        "fe80::1, true",
        "fd00::1, true",
        "2001:db8::1, false",
    })
    void knowsWhatTheWorldCannotReach(String address, boolean inside) {
        assertThat(CidrSet.PRIVATE.contains(InetAddress.ofLiteral(address))).isEqualTo(inside);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.0/33",
                "10.0.0/8",
                "example.com",
                "10.0.0.0/",
                "10.0.0.0/-1",
                "::1/129",
                "10.0.0.0/8/8",
                ""
            })
    void refusesWhatIsNoNetwork(String text) {
        assertThatThrownBy(() -> CidrSet.of(List.of(text))).isInstanceOf(InvalidSetting.class);
    }
}
