package dev.quaygate.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Guards TLS-11: whatever the client sends or where it stops, native memory is freed exactly once.
 */
final class DirectTlsAbuseTest {
    private static final long SEED = 5246;

    @BeforeAll
    static void say() {
        System.out.println("seed " + SEED);
    }

    /** All that the client says in a handshake with one record after it. */
    private static List<byte[]> flights(TlsPair pair) throws SSLException {
        var flights = new ArrayList<byte[]>();
        boolean moved = true;
        while (moved) {
            byte[] client = pair.clientWrites();
            if (client.length > 0) {
                flights.add(client);
                pair.serverReads(client);
            }
            byte[] server = pair.serverSent();
            pair.clientReads(server);
            moved = client.length + server.length > 0;
        }
        flights.add(pair.clientWrites(new byte[100]));
        return flights;
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void survivesAClientThatIsCutOffAfterEachByte(String version) throws SSLException {
        int total;
        try (var pair = new TlsPair(version)) {
            total = flights(pair).stream().mapToInt(flight -> flight.length).sum();
        }
        for (int most = 0; most < total; most++) {
            var pair = new TlsPair(version);
            int left = most;
            boolean moved = true;
            while (moved && left > 0) {
                byte[] client = pair.clientWrites();
                byte[] some = Arrays.copyOf(client, Math.min(left, client.length));
                left -= some.length;
                pair.serverReads(some);
                byte[] server = pair.serverSent();
                pair.clientReads(server);
                moved = client.length + server.length > 0;
            }
            if (most % 2 == 0) {
                pair.cut();
            } else {
                pair.channel.close();
            }
            pair.close();
            assertThat(pair.session.isOpen()).as("after " + most).isFalse();
            assertThat(pair.channel.isOpen()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void survivesAnyClientHello(String version) throws SSLException {
        var random = new Random(SEED);
        int refused = 0;
        for (int i = 0; i < 3_000; i++) {
            try (var pair = new TlsPair(version)) {
                pair.serverReads(mutated(pair.clientWrites(), random));
                refused += pair.hasFailed() ? 1 : 0;
                pair.cut();
                assertThat(pair.session.isOpen()).isFalse();
            }
        }
        assertThat(refused).isGreaterThan(300);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void survivesAnyBytesAfterTheHandshake(String version) throws SSLException {
        var random = new Random(SEED);
        int refused = 0;
        for (int i = 0; i < 600; i++) {
            try (var pair = new TlsPair(version).shaken()) {
                pair.channel.write(pair.channel.alloc().directBuffer().writeZero(700));
                for (int reads = 0; reads < 4; reads++) {
                    byte[] record =
                            pair.session.isOpen()
                                    ? pair.clientWrites(new byte[random.nextInt(2_000)])
                                    : new byte[10];
                    pair.serverReads(mutated(record, random));
                }
                refused += pair.hasFailed() ? 1 : 0;
                pair.cut();
                assertThat(pair.session.isOpen()).isFalse();
                // Never a byte that was not authenticated.
                assertThat(pair.read.toByteArray()).isEqualTo(new byte[pair.read.size()]);
            }
        }
        assertThat(refused).isGreaterThan(300);
    }

    @Test
    void survivesAnyFinishedMessage() throws SSLException {
        var random = new Random(SEED);
        for (int i = 0; i < 1_000; i++) {
            try (var pair = new TlsPair(i % 2 == 0 ? "TLSv1.2" : "TLSv1.3")) {
                pair.serverReads(pair.clientWrites());
                pair.clientReads(pair.serverSent());
                pair.serverReads(mutated(pair.clientWrites(), random));
                pair.cut();
                assertThat(pair.session.isOpen()).isFalse();
            }
        }
    }

    private static byte[] mutated(byte[] good, Random random) {
        byte[] bad = good;
        switch (random.nextInt(4)) {
            case 0 -> bad = Arrays.copyOf(good, random.nextInt(good.length + 1));
            case 1 -> bad = Arrays.copyOf(good, good.length + random.nextInt(40));
            case 2 -> {
                bad = Arrays.copyOfRange(good, random.nextInt(good.length + 1), good.length);
            }
            default -> bad = good.clone();
        }
        for (int flips = 1 + random.nextInt(3); flips > 0 && bad.length > 0; flips--) {
            // The first bytes are the most interesting ones: record and message headers.
            int at =
                    random.nextBoolean()
                            ? random.nextInt(Math.min(60, bad.length))
                            : random.nextInt(bad.length);
            bad[at] = (byte) random.nextInt();
        }
        return bad;
    }
}
