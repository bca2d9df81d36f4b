package dev.quaygate.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Guards rule TLS-3: a name that is no plain host name counts as none. */
final class ClientHelloTest {
    private static ByteBuf hello(String name, String... protocols) {
        ByteBuf extensions = Unpooled.buffer();
        byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
        extensions
                .writeShort(0)
                .writeShort(bytes.length + 5)
                .writeShort(bytes.length + 3)
                .writeByte(0)
                .writeShort(bytes.length)
                .writeBytes(bytes);
        ByteBuf list = Unpooled.buffer();
        for (String protocol : protocols) {
            list.writeByte(protocol.length())
                    .writeBytes(protocol.getBytes(StandardCharsets.US_ASCII));
        }
        extensions
                .writeShort(16)
                .writeShort(list.readableBytes() + 2)
                .writeShort(list.readableBytes())
                .writeBytes(list);
        return Unpooled.buffer()
                .writeShort(0x0303)
                .writeZero(32)
                .writeByte(0)
                .writeShort(2)
                .writeShort(0x1301)
                .writeByte(1)
                .writeByte(0)
                .writeShort(extensions.readableBytes())
                .writeBytes(extensions);
    }

    @ParameterizedTest
    @CsvSource({
        "app.example.com, app.example.com",
        "APP.Example.com., app.example.com",
        "a_b.example.com, a_b.example.com",
        "a b, ''",
        "a/b, ''",
        ".example.com, ''",
        "exämple.com, ''",
    })
    void foldsHostNamesAndDropsWhatIsNone(String sent, String read) {
        assertThat(ClientHello.parse(hello(sent, "h2")).serverName()).isEqualTo(read);
    }

    @Test
    void dropsNamesThatAreTooLongOrEmpty() {
        assertThat(ClientHello.parse(hello("a".repeat(300), "h2")).serverName()).isEmpty();
        assertThat(ClientHello.parse(hello("", "h2")).serverName()).isEmpty();
        assertThat(ClientHello.parse(hello("a\0b", "h2")).serverName()).isEmpty();
    }

    @Test
    void readsProtocolsInOrder() {
        assertThat(ClientHello.parse(hello("a.example", "acme-tls/1", "h2")).alpn())
                .isEqualTo(List.of("acme-tls/1", "h2"));
    }

    @Test
    void failsOnlyInOneWayWhateverComes() {
        long seed = 8446;
        System.out.println("seed " + seed);
        var random = new SplittableRandom(seed);
        byte[] good = new byte[hello("app.example.com", "h2", "http/1.1").readableBytes()];
        hello("app.example.com", "h2", "http/1.1").readBytes(good);
        for (int i = 0; i < 50_000; i++) {
            byte[] mutated = java.util.Arrays.copyOf(good, random.nextInt(good.length + 1));
            for (int flips = random.nextInt(4); flips > 0 && mutated.length > 0; flips--) {
                mutated[random.nextInt(mutated.length)] = (byte) random.nextInt();
            }
            try {
                assertThat(ClientHello.parse(Unpooled.wrappedBuffer(mutated)).serverName())
                        .doesNotContain("\0");
            } catch (IndexOutOfBoundsException expected) {
                assertThat(expected).isNotNull();
            }
        }
        assertThatThrownBy(() -> ClientHello.parse(Unpooled.EMPTY_BUFFER))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }
}
