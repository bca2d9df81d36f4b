package dev.quaygate.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quaygate.proxy.loop.LoopTime;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS without an engine: what it agrees on, how it moves bytes, how it ends. */
final class DirectTlsTest {
    private static byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private static ByteBuf direct(byte... bytes) {
        return Unpooled.directBuffer(Math.max(1, bytes.length)).writeBytes(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void shakesHandsAndSaysWhatWasAgreedOn(String version) throws SSLException {
        try (var pair = new TlsPair(version).shaken()) {
            assertThat(pair.engine.getApplicationProtocol()).isEqualTo("h2");
            assertThat(pair.tls.applicationProtocol()).isEqualTo("h2");
            assertThat("TLSv" + pair.tls.version()).isEqualTo(version);
            assertThat(pair.tls.group()).isNotEmpty();
            assertThat(pair.tls.resumed()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void resumesASessionByItsTicket(String version) throws SSLException {
        SSLContext client = TlsPair.client();
        try (var first = new TlsPair(version, client).shaken()) {
            first.channel.writeAndFlush(direct(bytes(1))); // brings the tickets in TLS 1.3
            first.clientReads(first.serverSent());
            first.channel.close();
            first.clientReads(first.serverSent());
        }
        try (var second = new TlsPair(version, client).shaken()) {
            assertThat(second.tls.resumed()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void passesBytesBothWays(String version) throws SSLException {
        try (var pair = new TlsPair(version).shaken()) {
            pair.serverReads(pair.clientWrites(bytes(300)));
            pair.channel.writeAndFlush(direct(bytes(500)));
            pair.clientReads(pair.serverSent());

            assertThat(pair.read.toByteArray()).isEqualTo(bytes(300));
            assertThat(pair.clientRead.toByteArray()).isEqualTo(bytes(500));
        }
    }

    @Test
    void decryptsManyRecordsOfOneReadIntoOneBuffer() throws SSLException {
        try (var pair = new TlsPair("TLSv1.3").shaken()) {
            var sent = new ByteArrayOutputStream();
            var expected = new ByteArrayOutputStream();
            for (int i = 0; i < 16; i++) {
                sent.writeBytes(pair.clientWrites(bytes(10_000 + i)));
                expected.writeBytes(bytes(10_000 + i));
            }

            pair.serverReads(sent.toByteArray());

            assertThat(pair.read.toByteArray()).isEqualTo(expected.toByteArray());
            assertThat(pair.messages).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void doesNotMindWhereTheClientsBytesAreCut(String version) throws SSLException {
        int positions = 1;
        for (int cut = 0; cut < positions; cut++) {
            try (var pair = new TlsPair(version)) {
                byte[] hello = pair.clientWrites();
                positions = Math.max(positions, hello.length);
                pair.serverReads(Arrays.copyOf(hello, cut));
                pair.serverReads(Arrays.copyOfRange(hello, cut, hello.length));
                pair.shaken();
                byte[] record = pair.clientWrites(bytes(100));
                int at = cut % record.length;
                pair.serverReads(Arrays.copyOf(record, at));
                pair.serverReads(Arrays.copyOfRange(record, at, record.length));
                assertThat(pair.read.toByteArray()).as("cut at " + cut).isEqualTo(bytes(100));
            }
        }
        assertThat(positions).isGreaterThan(100);
    }

    @Test
    void takesByteAfterByte() throws SSLException {
        try (var pair = new TlsPair("TLSv1.3").shaken()) {
            byte[] record = pair.clientWrites(bytes(16_000));
            for (byte one : record) {
                pair.serverReads(one);
            }
            assertThat(pair.read.toByteArray()).isEqualTo(bytes(16_000));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4095, 4096, 16_383, 16_384, 16_385, 65_536, 1 << 20, 3_000_001})
    void sealsWritesOfAnySize(int size) throws SSLException {
        try (var pair = new TlsPair("TLSv1.3").shaken()) {
            ChannelFuture told = pair.channel.writeAndFlush(direct(bytes(size)));
            pair.clientReads(pair.serverSent());

            assertThat(told.isSuccess()).isTrue();
            assertThat(pair.clientRead.toByteArray()).isEqualTo(bytes(size));
        }
    }

    @Test
    void makesOneRecordOfShortWrites() throws SSLException {
        try (var pair = new TlsPair("TLSv1.3").shaken()) {
            pair.channel.writeAndFlush(direct(bytes(1))); // and the tickets
            pair.clientReads(pair.serverSent());
            int before = pair.clientRecords;
            for (int i = 0; i < 10; i++) {
                pair.channel.write(direct(bytes(100)));
            }
            pair.channel.flush();
            pair.clientReads(pair.serverSent());

            assertThat(pair.clientRecords - before).isEqualTo(1);
            assertThat(pair.clientRead.size()).isEqualTo(1001);
        }
    }

    @Test
    void keepsTheOrderOfShortAndLongWritesOfEveryKindOfBuffer() throws SSLException {
        long seed = 8446;
        System.out.println("seed " + seed);
        var random = new Random(seed);
        try (var pair = new TlsPair("TLSv1.2").shaken()) {
            var expected = new ByteArrayOutputStream();
            for (int i = 0; i < 500; i++) {
                byte[] some = bytes(random.nextInt(8) == 0 ? random.nextInt(70_000) : i);
                expected.writeBytes(some);
                ByteBuf buffer = random.nextBoolean() ? direct(some) : Unpooled.copiedBuffer(some);
                pair.channel.write(
                        buffer,
                        random.nextBoolean()
                                ? pair.channel.voidPromise()
                                : pair.channel.newPromise());
                if (random.nextInt(5) == 0) {
                    pair.channel.flush();
                }
            }
            pair.channel.flush();
            pair.clientReads(pair.serverSent());

            assertThat(pair.clientRead.toByteArray()).isEqualTo(expected.toByteArray());
        }
    }

    @Test
    void keepsWritesUntilTheHandshakeIsDone() throws SSLException {
        try (var pair = new TlsPair("TLSv1.3")) {
            ChannelFuture told = pair.channel.writeAndFlush(direct(bytes(200_000)));
            assertThat(told.isDone()).isFalse();

            pair.shaken();

            assertThat(told.isSuccess()).isTrue();
            assertThat(pair.clientRead.toByteArray()).isEqualTo(bytes(200_000));
        }
    }

    @Test
    void doesNotWaitForAFlushOnceMuchIsWritten() throws SSLException {
        try (var pair = new TlsPair("TLSv1.3").shaken()) {
            for (int i = 0; i < 100; i++) {
                pair.channel.write(direct(bytes(10_000)));
            }
            assertThat(pair.serverSent()).hasSizeGreaterThan(900_000);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void sendsWhatIsWrittenAndCloseNotifyBeforeItCloses(String version) throws SSLException {
        try (var pair = new TlsPair(version).shaken()) {
            ChannelFuture written = pair.channel.write(direct(bytes(5_000)));

            pair.channel.close();
            pair.channel.runPendingTasks();
            pair.clientReads(pair.serverSent());

            assertThat(written.isSuccess()).isTrue();
            assertThat(pair.clientRead.toByteArray()).isEqualTo(bytes(5_000));
            assertThat(pair.engine.isInboundDone()).isTrue();
            assertThat(pair.channel.isOpen()).isFalse();
            assertThat(pair.session.isOpen()).isFalse();
        }
    }

    @Test
    void stillReadsAfterItsOwnEnd() throws SSLException {
        try (var pair = new TlsPair("TLSv1.3").shaken()) {
            pair.tls.closeOutput();
            pair.tls.closeOutput();
            ChannelFuture late = pair.channel.writeAndFlush(direct(bytes(10)));
            pair.clientReads(pair.serverSent());
            pair.serverReads(pair.clientWrites(bytes(20)));

            assertThat(pair.engine.isInboundDone()).isTrue();
            assertThat(late.isSuccess()).isFalse();
            assertThat(late.isDone()).isTrue();
            assertThat(pair.read.toByteArray()).isEqualTo(bytes(20));
        }
    }

    @Test
    void tellsThatTheClientHasEndedAndMayStillAnswer() throws SSLException {
        try (var pair = new TlsPair("TLSv1.3").shaken()) {
            pair.engine.closeOutbound();
            pair.serverReads(pair.clientWrites());
            assertThat(pair.isClosedByClient()).isTrue();

            pair.channel.writeAndFlush(direct(bytes(30)));
            pair.clientReads(pair.serverSent());
            assertThat(pair.clientRead.toByteArray()).isEqualTo(bytes(30));
        }
    }

    @Test
    void refusesRenegotiation() throws SSLException {
        try (var pair = new TlsPair("TLSv1.2").shaken()) {
            pair.engine.beginHandshake();
            pair.serverReads(pair.clientWrites());

            assertThat(pair.hasFailed()).isTrue();
            assertThat(pair.channel.isOpen()).isFalse();
        }
    }

    @Test
    void answersAKeyUpdateAndBoundsAFloodOfThem() throws SSLException {
        try (var pair = new TlsPair("TLSv1.3").shaken()) {
            pair.engine.beginHandshake(); // a KeyUpdate in TLS 1.3 (RFC 8446 §4.6.3)
            pair.serverReads(pair.clientWrites());
            pair.serverReads(pair.clientWrites(bytes(40)));
            pair.channel.writeAndFlush(direct(bytes(50)));
            pair.clientReads(pair.serverSent());
            assertThat(pair.read.toByteArray()).isEqualTo(bytes(40));
            assertThat(pair.clientRead.toByteArray()).isEqualTo(bytes(50));

            for (int i = 0; i < 100 && pair.channel.isOpen(); i++) {
                pair.engine.beginHandshake();
                pair.serverReads(pair.clientWrites());
            }

            assertThat(pair.channel.isOpen()).isFalse();
            assertThat(pair.serverSent()).hasSizeLessThan(200);
        }
    }

    @Test
    void endsAHandshakeThatTakesTooLong() throws SSLException {
        try (var pair = new TlsPair("TLSv1.3")) {
            byte[] hello = pair.clientWrites();
            pair.serverReads(Arrays.copyOf(hello, hello.length / 2));

            LoopTime.advance(pair.loop, System.nanoTime() + TimeUnit.SECONDS.toNanos(11));
            pair.channel.runPendingTasks();

            assertThat(pair.hasFailed()).isTrue();
            assertThat(pair.channel.isOpen()).isFalse();
        }
    }

    @Test
    void doesNotEndAConnectionWhoseHandshakeIsDone() throws SSLException {
        try (var pair = new TlsPair("TLSv1.3").shaken()) {
            LoopTime.advance(pair.loop, System.nanoTime() + TimeUnit.SECONDS.toNanos(11));
            assertThat(pair.channel.isOpen()).isTrue();
        }
    }

    @Test
    void endsWithAnAlertWhenARecordIsForged() throws SSLException {
        try (var pair = new TlsPair("TLSv1.3").shaken()) {
            byte[] record = pair.clientWrites(bytes(100));
            record[record.length - 1] ^= 1;

            pair.serverReads(record);

            assertThat(pair.read.size()).isZero();
            assertThat(pair.hasFailed()).isTrue();
            assertThat(pair.channel.isOpen()).isFalse();
            byte[] alert = pair.serverSent();
            assertThatThrownBy(() -> pair.clientReads(alert))
                    .hasMessageContaining("bad_record_mac");
        }
    }

    @Test
    void failsWritesOfAConnectionThatIsCut() throws SSLException {
        try (var pair = new TlsPair("TLSv1.3")) {
            ChannelFuture told = pair.channel.writeAndFlush(direct(bytes(10)));
            pair.cut();

            assertThat(told.cause()).isNotNull();
            assertThat(pair.hasFailed()).isTrue();
            assertThat(pair.session.isOpen()).isFalse();
        }
    }

    @Test
    void freesTheSessionWhenTheHandlerIsRemoved() throws SSLException {
        try (var pair = new TlsPair("TLSv1.3")) {
            pair.serverReads(pair.clientWrites());
            pair.channel.pipeline().remove(pair.tls);

            assertThat(pair.session.isOpen()).isFalse();
            assertThatThrownBy(pair.tls::version).isInstanceOf(IllegalStateException.class);
        }
    }
}
