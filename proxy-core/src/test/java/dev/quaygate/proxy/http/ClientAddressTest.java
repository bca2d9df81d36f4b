package dev.quaygate.proxy.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.proxy.codec.FieldName;
import dev.quaygate.proxy.codec.RequestHead;
import dev.quaygate.proxy.settings.CidrSet;
import dev.quaygate.proxy.text.Ascii;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whom we believe (feature R15, CVE-2026-44249, RFC 7239). The peer is 10.0.0.1. */
class ClientAddressTest {
    private static final CidrSet TRUSTED =
            CidrSet.of(List.of("10.0.0.0/8", "192.168.1.1/32", "2001:db8:1::/48", "fd00::/127"));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "198.51.100.1 | 198.51.100.1",
                "198.51.100.1, 10.0.0.2 | 198.51.100.1",
                "198.51.100.1, 10.0.0.2, 10.255.255.255 | 198.51.100.1",
                "203.0.113.1, 198.51.100.1 | 198.51.100.1",
                "198.51.100.1,10.0.0.2 | 198.51.100.1",
                "  198.51.100.1  | 198.51.100.1",
                "10.0.0.3 | 10.0.0.3",
                "10.0.0.3, 10.0.0.2 | 10.0.0.3",
                "198.51.100.1, 192.168.1.1 | 198.51.100.1",
                "198.51.100.1, 192.168.1.2 | 192.168.1.2",
                "198.51.100.1, 11.0.0.0 | 11.0.0.0",
                "198.51.100.1, 9.255.255.255 | 9.255.255.255",
                "198.51.100.1:4711 | 198.51.100.1",
                "198.51.100.1:4711, 10.0.0.2:80 | 198.51.100.1",
                "2001:db8:2::1 | 2001:db8:2::1",
                "2001:db8:2::1, 2001:db8:1:ffff:ffff:ffff:ffff:ffff | 2001:db8:2::1",
                "198.51.100.1, 2001:db8:2:: | 2001:db8:2::",
                "198.51.100.1, fd00::1 | 198.51.100.1",
                "198.51.100.1, fd00::2 | fd00::2",
                "[2001:db8:2::1] | 2001:db8:2::1",
                "[2001:db8:2::1]:443 | 2001:db8:2::1",
                "::ffff:198.51.100.1 | 198.51.100.1",
                "198.51.100.1, ::ffff:10.0.0.2 | 198.51.100.1",
                "::ffff:c633:6401 | 198.51.100.1",
                "198.51.100.1, garbage | 10.0.0.1",
                "198.51.100.1, garbage, 10.0.0.2 | 10.0.0.2",
                "garbage, 198.51.100.1 | 198.51.100.1",
                "198.51.100.1, unknown | 10.0.0.1",
                "198.51.100.1, _hidden | 10.0.0.1",
                "198.51.100.1, | 10.0.0.1",
                "198.51.100.1,, 10.0.0.2 | 10.0.0.2",
                "'' | 10.0.0.1",
            })
    void walksXForwardedForFromTheRight(String value, String client) {
        assertThat(resolve("10.0.0.1", FieldName.X_FORWARDED_FOR, value)).isEqualTo(client(client));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "010.0.0.9",
                "1.2.3",
                "1.2.3.4.5",
                "1.2.3.256",
                "1.2.3.-4",
                "0x1.2.3.4",
                "16909060",
                "1.2.3.4/32",
                "1.2.3.04",
                "1.2.3.4:",
                "1.2.3.4:123456",
                "1.2.3.4:x",
                "[1.2.3.4]",
                "::1%lo",
                "[::1%25lo]",
                "fe80::1%eth0",
                "1::2::3",
                "12345::",
                ":::",
                "::1]",
                "[::1",
                "[::1]x",
                "[::1]:",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "1:2:3:4:5:6:7:1.2.3.4",
                "::1.2.3",
                "1:2:3:4:5:6:7:8::",
                ":1:2:3:4:5:6:7",
                "localhost",
                "a.ex",
                "-",
                "\"1.2.3.4\"",
                "1 .2.3.4",
                "1.2.3.4 5",
                "::ffff:1.2.3.4.5",
                "::ffff:01.2.3.4",
                "g::1"
            })
    void garbageEndsTheWalk(String value) {
        assertThat(resolve("10.0.0.1", FieldName.X_FORWARDED_FOR, "198.51.100.1, " + value))
                .isEqualTo(client("10.0.0.1"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '!',
            value = {
                "for=198.51.100.1 | 198.51.100.1",
                "For=198.51.100.1;proto=https;by=10.0.0.1 | 198.51.100.1",
                "proto=https; for=198.51.100.1 | 198.51.100.1",
                "for=198.51.100.1, for=10.0.0.2 | 198.51.100.1",
                "for=\"198.51.100.1:4711\" | 198.51.100.1",
                "for=\"[2001:db8:2::1]\" | 2001:db8:2::1",
                "for=\"[2001:db8:2::1]:443\";host=a | 2001:db8:2::1",
                "for=198.51.100.1, for=10.0.0.2;host=\"a,b;for=1.1.1.1\" | 198.51.100.1",
                "for=198.51.100.1, for=unknown | 10.0.0.1",
                "for=198.51.100.1, for=\"_secret\" | 10.0.0.1",
                "for=198.51.100.1, for=[2001:db8:2::1] | 10.0.0.1",
                "for=198.51.100.1, for=\"[2001:db8:2::1] | 10.0.0.1",
                "for=198.51.100.1, for=203.0.113.1;for=203.0.113.2 | 10.0.0.1",
                "for=198.51.100.1, by=203.0.113.1 | 10.0.0.1",
                "for=198.51.100.1, for= | 10.0.0.1",
                "for=198.51.100.1, 203.0.113.1 | 10.0.0.1",
            })
    void walksForwardedFromTheRight(String value, String client) {
        assertThat(resolve("10.0.0.1", FieldName.FORWARDED, value)).isEqualTo(client(client));
    }

    @Test
    void believesNothingFromAPeerThatIsNotTrusted() {
        assertThat(resolve("198.51.100.9", FieldName.X_FORWARDED_FOR, "203.0.113.1"))
                .isEqualTo(client("198.51.100.9"));
    }

    @Test
    void readsSeveralLinesAsOneList() {
        var head = new RequestHead();
        add(head, FieldName.X_FORWARDED_FOR, "203.0.113.1, 198.51.100.1");
        add(head, FieldName.X_FORWARDED_FOR, "10.0.0.3");
        add(head, FieldName.X_FORWARDED_FOR, "10.0.0.2");

        assertThat(ClientAddress.resolve(client("10.0.0.1"), TRUSTED, head))
                .isEqualTo(client("198.51.100.1"));
    }

    @Test
    void prefersXForwardedForOverAForwardedThatMayBeTheClients() {
        var head = new RequestHead();
        add(head, FieldName.FORWARDED, "for=203.0.113.1");
        add(head, FieldName.X_FORWARDED_FOR, "198.51.100.1");

        assertThat(ClientAddress.resolve(client("10.0.0.1"), TRUSTED, head))
                .isEqualTo(client("198.51.100.1"));
    }

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0/0, 198.51.100.1, true",
        "0.0.0.0/1, 127.255.255.255, true",
        "0.0.0.0/1, 128.0.0.0, false",
        "198.51.100.0/31, 198.51.100.1, true",
        "198.51.100.0/31, 198.51.100.2, false",
        "::/0, 2001:db8::1, true",
        "::/0, 198.51.100.1, false",
        "::/1, 7fff::, true",
        "::/1, 8000::, false",
        "2001:db8::/127, 2001:db8::1, true",
        "2001:db8::/127, 2001:db8::2, false",
        "2001:db8::1/128, 2001:db8::1, true",
        "2001:db8::1/128, 2001:db8::2, false",
        "2001:db8::/33, 2001:db8:7fff::, true",
        "2001:db8::/33, 2001:db8:8000::, false",
    })
    void trustsExactlyTheNetwork(String network, String hop, boolean trusted) {
        CidrSet set = CidrSet.of(List.of("10.0.0.1", network));
        var head = new RequestHead();
        add(head, FieldName.X_FORWARDED_FOR, "203.0.113.77, " + hop);

        InetAddress client = ClientAddress.resolve(client("10.0.0.1"), set, head);

        assertThat(client).isEqualTo(client(trusted ? "203.0.113.77" : hop));
    }

    private static InetAddress resolve(String peer, byte id, String value) {
        var head = new RequestHead();
        add(head, id, value);
        return ClientAddress.resolve(client(peer), TRUSTED, head);
    }

    private static void add(RequestHead head, byte id, String value) {
        byte[] name = Ascii.bytes(id == FieldName.FORWARDED ? "forwarded" : "x-forwarded-for");
        head.add(id, name, Ascii.bytes(value));
    }

    private static InetAddress client(String literal) {
        return InetAddress.ofLiteral(literal);
    }
}
