package dev.quaygate.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.proxy.upstream.NameLookup.Answer;
import io.netty.resolver.dns.SingletonDnsServerAddressStreamProvider;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Against a name server of four answers, byte by byte (RFC 1035 §4). */
class DnsLookupTest {
    private final DatagramSocket server;
    private final DnsLookup lookup;

    DnsLookupTest() throws IOException {
        server = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        Thread.ofVirtual().start(this::serve);
        lookup =
                DnsLookup.of(
                        new SingletonDnsServerAddressStreamProvider(
                                (InetSocketAddress) server.getLocalSocketAddress()),
                        Duration.ofMillis(500));
    }

    @AfterEach
    void stop() {
        lookup.close();
        server.close();
    }

    @Test
    void givesAllAddressesAndTheShortestTtl() throws Exception {
        Answer answer = lookup.lookUp("two.test");

        assertThat(answer).isInstanceOf(Answer.Found.class);
        var found = (Answer.Found) answer;
        assertThat(
                        found.addresses().stream()
                                .map(InetAddress::getHostAddress)
                                .collect(Collectors.toSet()))
                .isEqualTo(Set.of("192.0.2.1", "192.0.2.2"));
        assertThat(found.ttl()).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void tellsANameThatDoesNotExistFromAServerThatFails() throws Exception {
        assertThat(lookup.lookUp("gone.test")).isEqualTo(new Answer.NoSuchName());
        assertThat(lookup.lookUp("broken.test")).isInstanceOf(Answer.Failed.class);
    }

    @Test
    void knowsLocalhostWithoutAsking() throws Exception {
        Answer answer = lookup.lookUp("localhost");

        assertThat(answer).isInstanceOf(Answer.Found.class);
        assertThat(((Answer.Found) answer).addresses())
                .allMatch(InetAddress::isLoopbackAddress)
                .isNotEmpty();
    }

    private void serve() {
        var packet = new DatagramPacket(new byte[512], 512);
        try {
            while (true) {
                packet.setLength(512);
                server.receive(packet);
                byte[] answer = answer(packet.getData());
                server.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
            }
        } catch (IOException _) {
            // Closed by the test.
        }
    }

    private static byte[] answer(byte[] query) {
        int end = 12;
        var name = new StringBuilder();
        while (query[end] != 0) {
            for (int i = 1; i <= query[end]; i++) {
                name.append((char) query[end + i]);
            }
            name.append('.');
            end += query[end] + 1;
        }
        end += 5; // root label, type, class
        boolean v4 = query[end - 3] == 1;
        var out = new ByteArrayOutputStream();
        boolean known = name.toString().equals("two.test.");
        int code = known ? 0 : name.toString().startsWith("gone.") ? 3 : 2;
        int answers = known && v4 ? 2 : 0;
        out.write(query, 0, 2);
        out.writeBytes(new byte[] {(byte) 0x81, (byte) (0x80 | code), 0, 1, 0, (byte) answers});
        out.writeBytes(new byte[] {0, 0, 0, 0});
        out.write(query, 12, end - 12);
        for (int i = 1; i <= answers; i++) {
            out.writeBytes(new byte[] {(byte) 0xc0, 12, 0, 1, 0, 1, 0, 0, 0, (byte) (i * 7)});
            out.writeBytes(new byte[] {0, 4, (byte) 192, 0, 2, (byte) i});
        }
        return out.toByteArray();
    }
}
