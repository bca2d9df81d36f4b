package dev.quaygate.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.proxy.loop.LoopLocal;
import dev.quaygate.proxy.observe.Cause;
import dev.quaygate.proxy.tls.MissingCertificates.Answer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** C13: a handshake that waits for the first certificate of its name. */
final class ClientHelloRouterTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int HANDSHAKE = 22;
    private static final int ALERT = 21;

    private final CertificateCatalog catalog = new CertificateCatalog();
    private final HeldCertificates source = new HeldCertificates();
    private final EmbeddedChannel channel = new FromLoopback();
    private final LoopLocal loop =
            new LoopLocal(0, channel.eventLoop(), InstantSource.system(), new Random(7));
    private final List<String> outcomes = new ArrayList<>();

    private static final class FromLoopback extends EmbeddedChannel {
        @Override
        protected SocketAddress remoteAddress0() {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), 40_000);
        }
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    @Test
    void waitsSilentlyAndGoesOnWhenTheCertificateIsThere() throws Exception {
        Thread waiting = hello("a.test");
        assertThat(first()).as("nothing is said while it waits").isZero();
        assertThat(outcomes).isEmpty();

        publish();
        answer(waiting, new Answer.Here());

        assertThat(outcomes).containsExactly("terminating a.test");
        assertThat(first()).isEqualTo(HANDSHAKE);
    }

    @Test
    void refusesANameThatIsNotOursWithUnrecognizedName() throws Exception {
        answer(hello("a.test"), new Answer.NotOurs("denied"));

        assertThat(outcomes).containsExactly(Cause.TLS_UNKNOWN_NAME + " a.test denied");
        assertThat(alert()).isEqualTo(112);
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void refusesANameWithoutACertificateYetWithHandshakeFailure() throws Exception {
        answer(hello("a.test"), new Answer.NotYet("late"));

        assertThat(outcomes).containsExactly(Cause.TLS_NO_CERTIFICATE + " a.test late");
        assertThat(alert()).isEqualTo(40);
    }

    @Test
    void aClientThatGoesAwayEndsItsWait() throws Exception {
        Thread waiting = hello("a.test");

        channel.close();

        waiting.join();
        assertThat(outcomes)
                .containsExactly(Cause.TLS_FAILED + "  closed before its certificate was there");
        assertThat(catalog.waiting().waiting()).isZero();
    }

    @Test
    void namesThatAreNotOnDemandDoNotWait() throws Exception {
        start("b.example");

        assertThat(outcomes)
                .containsExactly(Cause.TLS_UNKNOWN_NAME + " b.example no route names it");
        assertThat(source.waiting).isEmpty();
    }

    @Test
    void aStandInIsServedAndTheNameReportedAsAskedFor() throws Exception {
        catalog.publishStandIn(
                "x", List.of("a.test"), List.of(TestIdentity.certificate()), TestIdentity.key());

        start("a.test");

        assertThat(outcomes).containsExactly("terminating a.test");
        assertThat(source.asked).containsExactly("a.test");
    }

    @Test
    void tellsOnceWhichCertificatesWereUsed() throws Exception {
        publish();
        assertThat(catalog.takeUsed()).isEmpty();

        start("a.test");

        assertThat(catalog.takeUsed()).containsExactly("id");
        assertThat(catalog.takeUsed()).isEmpty();
    }

    private Thread hello(String name) throws Exception {
        start(name);
        return source.waiting.take();
    }

    private void start(String name) throws SSLException {
        catalog.waiting().source(source);
        channel.pipeline()
                .addLast(
                        new ClientHelloRouter(
                                catalog,
                                new Challenges(),
                                _ -> false,
                                loop,
                                TIMEOUT.toNanos(),
                                new Outcomes()));
        channel.writeInbound(Unpooled.wrappedBuffer(bytes(name)));
    }

    private void answer(Thread waiting, Answer answer) throws InterruptedException {
        source.answers.add(answer);
        waiting.join();
        channel.runPendingTasks();
    }

    private void publish() {
        catalog.publish(
                "id", List.of("a.test"), List.of(TestIdentity.certificate()), TestIdentity.key());
    }

    /** Type of the first record that was sent, 0 if there is none. */
    private int first() {
        channel.runPendingTasks();
        channel.flushOutbound();
        ByteBuf out = channel.outboundMessages().isEmpty() ? null : channel.readOutbound();
        if (out == null) {
            return 0;
        }
        int type = out.getUnsignedByte(out.readerIndex());
        out.release();
        return type;
    }

    private int alert() {
        ByteBuf out = channel.readOutbound();
        assertThat(out.readUnsignedByte()).isEqualTo((short) ALERT);
        int description = out.getUnsignedByte(out.readerIndex() + 5);
        out.release();
        return description;
    }

    private static ByteBuffer bytes(String name) throws SSLException {
        SSLEngine engine = TlsPair.client().createSSLEngine();
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName(name)));
        parameters.setApplicationProtocols(new String[] {"h2"});
        engine.setSSLParameters(parameters);
        ByteBuffer out = ByteBuffer.allocate(1 << 15);
        engine.wrap(ByteBuffer.allocate(0), out);
        return out.flip();
    }

    private final class Outcomes implements ClientHelloRouter.Outcome {
        @Override
        public void terminating(
                ChannelHandlerContext ctx, TlsConnection tls, HelloDecision.Terminate decision) {
            outcomes.add("terminating " + decision.serverName());
        }

        @Override
        public void answeringChallenge(ChannelHandlerContext ctx) {
            outcomes.add("challenge");
        }

        @Override
        public void refused(Cause cause, String serverName, String detail) {
            outcomes.add(cause + " " + serverName + " " + detail);
        }

        @Override
        public void late() {
            outcomes.add("late");
        }
    }
}
