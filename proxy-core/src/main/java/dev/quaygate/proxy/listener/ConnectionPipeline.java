package dev.quaygate.proxy.listener;

import dev.quaygate.proxy.http.h1.H1Connection;
import dev.quaygate.proxy.http.h2.H2Connection;
import dev.quaygate.proxy.listener.ConnectionLimits.Room;
import dev.quaygate.proxy.loop.LoopLocal;
import dev.quaygate.proxy.observe.Cause;
import dev.quaygate.proxy.observe.ExchangeRecord;
import dev.quaygate.proxy.observe.ListenerMeters.HandshakeResult;
import dev.quaygate.proxy.relay.ClientConnection;
import dev.quaygate.proxy.relay.ClientSession;
import dev.quaygate.proxy.relay.RoutingSnapshot;
import dev.quaygate.proxy.relay.TlsFacts;
import dev.quaygate.proxy.settings.CidrSet;
import dev.quaygate.proxy.settings.ListenerSettings;
import dev.quaygate.proxy.tls.ClientHelloRouter;
import dev.quaygate.proxy.tls.HelloDecision;
import dev.quaygate.proxy.tls.NegotiatedTls;
import dev.quaygate.proxy.tls.TlsConnection;
import dev.quaygate.proxy.tls.TlsReceive;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The one place that says which handlers a client connection has, in order:
 *
 * <ol>
 *   <li>https: {@link ClientHelloRouter} reads name and protocols, then becomes the TLS handler
 *   <li>https: {@link AfterHandshake} waits for the handshake, then installs the protocol
 *   <li>{@link H1Connection} or {@link H2Connection}: reads requests, writes answers
 * </ol>
 */
final class ConnectionPipeline extends ChannelInitializer<Channel> {
    private static final String PROTOCOL = "protocol";
    private static final long ACCEPT_PAUSE_MILLIS = 500;

    private final ListenerContext listener;
    private final LoopLocal loop;
    private final Sessions sessions;

    ConnectionPipeline(ListenerContext listener, LoopLocal loop, Sessions sessions) {
        this.listener = listener;
        this.loop = loop;
        this.sessions = sessions;
    }

    @Override
    protected void initChannel(Channel channel) {
        InetAddress peer = ((InetSocketAddress) channel.remoteAddress()).getAddress();
        RoutingSnapshot config = listener.config().get();
        if (!admits(channel, peer)) {
            channel.unsafe().closeForcibly();
            return;
        }
        listener.meters().connectionOpened(loop.index);
        if (!CidrSet.PRIVATE.contains(peer)) {
            listener.meters().cameFromOutside(loop.index, loop.millis());
        }
        channel.closeFuture()
                .addListener(_ -> {
                    listener.limits().leave(peer);
                    listener.meters().connectionClosed(loop.index);
                });
        int buffer = config.limits().buffer();
        channel.config()
                .setOption(
                        ChannelOption.WRITE_BUFFER_WATER_MARK,
                        new WriteBufferWaterMark(buffer / 2, buffer));
        if (listener.settings().kind() == ListenerSettings.Kind.HTTP) {
            install(channel, new H1Connection(connection(channel, peer, null)));
            return;
        }
        TlsReceive.install(channel, loop);
        long timeout = config.timeouts().handshake().toNanos();
        channel.pipeline()
                .addLast(
                        "hello",
                        new ClientHelloRouter(
                                listener.catalog(),
                                listener.challenges(),
                                host -> knowsHost(host),
                                loop,
                                timeout,
                                new Outcome(channel, peer)));
    }

    /** Counts it among the open ones, or says why not. */
    private boolean admits(Channel channel, InetAddress peer) {
        if (listener.limits().outOfDescriptors(channel)) {
            pauseAccept(channel);
            refuse(peer, Cause.OVERLOAD, "", "no file descriptors left");
            return false;
        }
        if (loop.pressure.isFull()) {
            refuse(peer, Cause.OVERLOAD, "", "limits.memory");
            return false;
        }
        boolean secure = listener.settings().kind() == ListenerSettings.Kind.HTTPS;
        if (secure && !listener.limits().handshake(peer, loop.now())) {
            ended(HandshakeResult.REFUSED);
            refuse(peer, Cause.CONCURRENCY_LIMIT, "", "limits.handshakesPerAddress");
            return false;
        }
        if (!takesPlace(peer)) {
            refuse(peer, Cause.CONCURRENCY_LIMIT, "", "limits.connections");
            return false;
        }
        return true;
    }

    /**
     * Somebody who only waits makes room for who comes; of this loop, for the others have theirs.
     */
    private boolean takesPlace(InetAddress peer) {
        return switch (listener.limits().enter(peer)) {
            case TAKEN -> true;
            case PEER_FULL -> false;
            case FULL ->
                    sessions.closeOldestIdle(loop.now())
                            && listener.limits().enterInPlaceOfAnother(peer) == Room.TAKEN;
        };
    }

    /** A handshake that got no further. */
    private void ended(HandshakeResult result) {
        listener.meters().handshake(loop.index, result, null, null, false, 0);
    }

    // Whoever waits in the kernel's queue is served when somebody has left, instead of being sent
    // away in a loop that takes the processor.
    private static void pauseAccept(Channel channel) {
        Channel accepting = channel.parent();
        if (accepting.config().isAutoRead()) {
            accepting.config().setAutoRead(false);
            accepting
                    .eventLoop()
                    .schedule(
                            () -> accepting.config().setAutoRead(true),
                            ACCEPT_PAUSE_MILLIS,
                            TimeUnit.MILLISECONDS);
        }
    }

    private boolean knowsHost(String host) {
        return listener.config().get().routes().knowsHost(host);
    }

    private ClientConnection connection(Channel channel, InetAddress peer, @Nullable TlsFacts tls) {
        int port = ((InetSocketAddress) channel.localAddress()).getPort();
        return new ClientConnection(
                loop,
                listener.settings().name(),
                tls != null,
                port,
                peer,
                tls,
                listener.config(),
                listener.upstreams(),
                listener.observer());
    }

    private <H extends ChannelHandler & ClientSession> void install(Channel channel, H session) {
        sessions.add(session);
        channel.closeFuture().addListener(_ -> sessions.remove(session));
        channel.pipeline().addLast(PROTOCOL, session);
    }

    private void refuse(InetAddress peer, Cause cause, String sni, String detail) {
        var record = new ExchangeRecord();
        record.startMillis = loop.millis();
        record.startNanos = System.nanoTime();
        record.endNanos = record.startNanos;
        record.listener = listener.settings().name();
        record.peer = peer.getHostAddress();
        record.client = record.peer;
        record.protocol = "tcp";
        record.sni = sni.isEmpty() ? null : sni;
        record.cause = cause;
        record.detail = detail;
        record.ended = ExchangeRecord.EndedBy.PROXY;
        byte[] id = new byte[26];
        loop.nextId(id);
        record.id = dev.quaygate.proxy.text.Ascii.string(id, 0, id.length);
        listener.handshakes().refused(loop, record);
    }

    /** Acts on what the ClientHello said. */
    private final class Outcome implements ClientHelloRouter.Outcome {
        private final Channel channel;
        private final InetAddress peer;

        Outcome(Channel channel, InetAddress peer) {
            this.channel = channel;
            this.peer = peer;
        }

        @Override
        public void terminating(
                ChannelHandlerContext ctx, TlsConnection tls, HelloDecision.Terminate decision) {
            ctx.pipeline().addLast("handshake", new AfterHandshake(channel, peer, tls, decision));
        }

        @Override
        public void answeringChallenge(ChannelHandlerContext ctx) {
            ctx.pipeline().addLast("challenge", new AfterChallenge());
        }

        @Override
        public void refused(Cause cause, String serverName, String detail) {
            ended(HandshakeResult.REFUSED);
            refuse(peer, cause, serverName, detail);
        }

        @Override
        public void late() {
            ended(HandshakeResult.TIMEOUT);
            refuse(peer, Cause.TLS_FAILED, "", ClientHelloRouter.LATE);
        }
    }

    /** Nothing follows a handshake that answers a challenge (RFC 8737 §3). */
    private static final class AfterChallenge extends ChannelInboundHandlerAdapter {
        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof SslHandshakeCompletionEvent) {
                ctx.close();
            }
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ReferenceCountUtil.release(message);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable why) {
            ctx.close();
        }
    }

    /**
     * Installs the protocol that the handshake chose, or says why there was none. Leaves with the
     * handshake.
     */
    private final class AfterHandshake extends ChannelInboundHandlerAdapter {
        private final Channel channel;
        private final InetAddress peer;
        private final TlsConnection tls;
        private final HelloDecision.Terminate decision;
        private final long started = System.nanoTime();
        private boolean done;

        AfterHandshake(
                Channel channel,
                InetAddress peer,
                TlsConnection tls,
                HelloDecision.Terminate decision) {
            this.channel = channel;
            this.peer = peer;
            this.tls = tls;
            this.decision = decision;
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof SslHandshakeCompletionEvent completion && !done) {
                done = true;
                if (completion.isSuccess()) {
                    succeeded(ctx);
                } else {
                    failed(ctx, reason(completion.cause()));
                }
            }
        }

        private void succeeded(ChannelHandlerContext ctx) {
            long nanos = System.nanoTime() - started;
            TlsFacts facts = NegotiatedTls.facts(tls, decision, nanos);
            listener.meters()
                    .handshake(
                            loop.index,
                            HandshakeResult.OK,
                            facts.version(),
                            facts.group(),
                            facts.resumed(),
                            nanos);
            ClientConnection connection = connection(channel, peer, facts);
            if ("h2".equals(tls.applicationProtocol())) {
                install(channel, new H2Connection(connection));
            } else {
                install(channel, new H1Connection(connection));
            }
            ctx.pipeline().remove(this);
        }

        private static String reason(Throwable why) {
            return why instanceof SslHandshakeTimeoutException
                    ? ClientHelloRouter.LATE
                    : String.valueOf(why.getMessage());
        }

        private void failed(ChannelHandlerContext ctx, String why) {
            boolean late = why.equals(ClientHelloRouter.LATE);
            ended(late ? HandshakeResult.TIMEOUT : HandshakeResult.FAILED);
            refuse(peer, Cause.TLS_FAILED, decision.serverName(), NegotiatedTls.shortReason(why));
            ctx.close();
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            if (!done) {
                done = true;
                failed(ctx, "closed during the handshake");
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable why) {
            ctx.close(); // the completion event has told the reason, or channelInactive will
        }
    }
}
