package dev.quaygate.proxy.tls;

import dev.quaygate.proxy.loop.Deadline;
import dev.quaygate.proxy.loop.LoopLocal;
import dev.quaygate.proxy.observe.Cause;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslClientHelloHandler;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.SucceededFuture;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads the ClientHello and decides: terminate with the name's certificate, answer a tls-alpn-01
 * challenge, show the one that is meant for unknown names, or refuse with an alert and no
 * certificate bytes. Replaces itself by the TLS handler. Event loop only; first in the pipeline of
 * an https listener.
 */
public final class ClientHelloRouter extends SslClientHelloHandler<HelloDecision> {
    /** Why a handshake ended that took too long: the name of its limit. */
    public static final String LATE = "timeouts.handshake";

    private static final int LONGEST_HELLO = 16 << 10;

    /** What a wait may take longer than it should before it counts as a late handshake. */
    private static final long LATER = 1_000_000_000L;

    private static final int UNRECOGNIZED_NAME = 112;
    private static final int HANDSHAKE_FAILURE = 40;
    private static final int DECODE_ERROR = 50;
    private static final int NO_APPLICATION_PROTOCOL = 120;

    /** Told once how the decision or the wait for it ended. Event loop. */
    public interface Outcome {
        /** The TLS handler is in place and shakes hands. */
        void terminating(
                ChannelHandlerContext ctx, TlsConnection tls, HelloDecision.Terminate decision);

        /** The handshake answers a challenge; nothing but the handshake may follow. */
        void answeringChallenge(ChannelHandlerContext ctx);

        /** Nothing was shown. The connection closes. */
        void refused(Cause cause, String serverName, String detail);

        /** No ClientHello came in time. The connection closes. */
        void late();
    }

    private final CertificateCatalog catalog;
    private final Challenges challenges;
    private final Predicate<String> knowsHost;
    private final LoopLocal loop;
    private final long acceptedAt = System.nanoTime();
    private final Outcome outcome;
    private final Late late = new Late();
    private @Nullable ChannelHandlerContext context;
    private @Nullable Thread waiting; // while the first certificate of the name is on its way
    private long waitingSince;
    private long deadline;
    private boolean decided;

    /**
     * @param knowsHost whether any route names a host; tells an unknown name from a missing
     *     certificate
     * @param timeoutNanos for the whole handshake, from accept, without the time that it waits for
     *     a first certificate
     */
    public ClientHelloRouter(
            CertificateCatalog catalog,
            Challenges challenges,
            Predicate<String> knowsHost,
            LoopLocal loop,
            long timeoutNanos,
            Outcome outcome) {
        super(LONGEST_HELLO);
        this.catalog = catalog;
        this.challenges = challenges;
        this.knowsHost = knowsHost;
        this.loop = loop;
        this.outcome = outcome;
        deadline = acceptedAt + timeoutNanos;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) throws Exception {
        super.handlerAdded(ctx);
        context = ctx;
        loop.timers.set(late, deadline);
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext ctx) throws Exception {
        loop.timers.remove(late);
        if (waiting != null) {
            waiting.interrupt();
        }
        super.handlerRemoved0(ctx);
    }

    @Override
    protected Future<HelloDecision> lookup(ChannelHandlerContext ctx, @Nullable ByteBuf hello) {
        if (decided) {
            return now(ctx, malformed("")); // the same bytes again, because the channel closes
        }
        ClientHello parsed;
        if (hello == null) {
            return now(ctx, malformed("no ClientHello"));
        }
        try {
            parsed = ClientHello.parse(hello);
        } catch (IndexOutOfBoundsException _) {
            return now(ctx, malformed("ClientHello malformed"));
        }
        return parsed.alpn().contains(Challenges.ACME_TLS_1)
                ? challengeHereOrElsewhere(ctx, parsed)
                : certificateNowOrLater(ctx, parsed);
    }

    private static Future<HelloDecision> now(ChannelHandlerContext ctx, HelloDecision decision) {
        return new SucceededFuture<>(ctx.executor(), decision);
    }

    private static HelloDecision malformed(String what) {
        return new HelloDecision.Refuse(Cause.TLS_FAILED, DECODE_ERROR, "", what);
    }

    private Future<HelloDecision> challengeHereOrElsewhere(
            ChannelHandlerContext ctx, ClientHello hello) {
        HelloDecision decision = challenge(hello);
        if (decision instanceof HelloDecision.Refuse
                && hello.alpn().equals(List.of(Challenges.ACME_TLS_1))) {
            Promise<HelloDecision> later = ctx.executor().newPromise();
            if (challenges.seekTlsAlpn01(
                    hello.serverName(), () -> later.setSuccess(challenge(hello)))) {
                return later;
            }
        }
        return now(ctx, decision);
    }

    private HelloDecision challenge(ClientHello hello) {
        var pending = challenges.tlsAlpn01(hello.serverName());
        if (pending == null || !hello.alpn().equals(List.of(Challenges.ACME_TLS_1))) {
            return new HelloDecision.Refuse(
                    Cause.TLS_FAILED,
                    NO_APPLICATION_PROTOCOL,
                    hello.serverName(),
                    "acme-tls/1 without a pending challenge");
        }
        return new HelloDecision.AnswerChallenge(pending, hello.serverName());
    }

    private Future<HelloDecision> certificateNowOrLater(
            ChannelHandlerContext ctx, ClientHello hello) {
        String name = wantedName(ctx, hello);
        var found = catalog.find(name);
        if (found.isPresent()) {
            return now(ctx, terminate(found.get(), name));
        }
        if (hello.serverName().isEmpty() || !first().isOnDemand(name)) {
            return now(ctx, missing(hello, name));
        }
        Promise<HelloDecision> later = ctx.executor().newPromise();
        InetAddress client = ((InetSocketAddress) ctx.channel().remoteAddress()).getAddress();
        waiting = first().start(name, client, answer -> later.setSuccess(awaited(hello, answer)));
        if (waiting == null) {
            return now(ctx, none(name, "too many handshakes wait for a certificate"));
        }
        waitingSince = loop.now();
        loop.timers.set(late, waitingSince + first().longestWait().toNanos() + LATER);
        return later;
    }

    private WaitingHandshakes first() {
        return catalog.waiting();
    }

    private HelloDecision awaited(ClientHello hello, MissingCertificates.Answer answer) {
        return switch (answer) {
            case MissingCertificates.Answer.Here() ->
                    catalog.find(hello.serverName())
                            .map(found -> terminate(found, hello.serverName()))
                            .orElseGet(() -> missing(hello, hello.serverName()));
            case MissingCertificates.Answer.NotOurs(String why) ->
                    new HelloDecision.Refuse(
                            Cause.TLS_UNKNOWN_NAME, UNRECOGNIZED_NAME, hello.serverName(), why);
            case MissingCertificates.Answer.NotYet(String why) -> none(hello.serverName(), why);
        };
    }

    private static HelloDecision none(String name, String why) {
        return new HelloDecision.Refuse(Cause.TLS_NO_CERTIFICATE, HANDSHAKE_FAILURE, name, why);
    }

    /**
     * A client that connects to an address sends no name (RFC 6066 §3): it may get that address's
     * own certificate.
     */
    private static String wantedName(ChannelHandlerContext ctx, ClientHello hello) {
        return hello.serverName().isEmpty() ? localAddress(ctx) : hello.serverName();
    }

    private HelloDecision terminate(ServedCertificate found, String name) {
        found.use();
        if (found.isStandIn()) {
            first().asked(name);
        }
        return new HelloDecision.Terminate(found, name);
    }

    private HelloDecision missing(ClientHello hello, String name) {
        if (hello.serverName().isEmpty() || !knowsHost.test(name)) {
            return unknown(hello, name);
        }
        first().asked(name);
        return none(name, "no certificate yet");
    }

    private HelloDecision unknown(ClientHello hello, String name) {
        var shown = catalog.findForUnknown();
        if (shown.isPresent()) {
            return new HelloDecision.Terminate(shown.get(), name);
        }
        return new HelloDecision.Refuse(
                Cause.TLS_UNKNOWN_NAME,
                UNRECOGNIZED_NAME,
                hello.serverName(),
                hello.serverName().isEmpty() ? "no server name" : "no route names it");
    }

    private static String localAddress(ChannelHandlerContext ctx) {
        return ctx.channel().localAddress() instanceof InetSocketAddress local
                ? local.getAddress().getHostAddress()
                : "";
    }

    @Override
    protected void onLookupComplete(ChannelHandlerContext ctx, Future<HelloDecision> future) {
        if (decided || ctx.isRemoved()) {
            return; // closed while somebody was asked
        }
        decided = true;
        if (waiting != null) {
            waiting = null;
            deadline += System.nanoTime() - waitingSince;
            loop.timers.set(late, deadline);
        }
        switch (future.getNow()) {
            case HelloDecision.Terminate terminate -> {
                TlsConnection tls = connection(ctx, terminate.certificate().context());
                outcome.terminating(ctx, tls, terminate);
                ctx.pipeline().replace(this, "tls", tls);
            }
            case HelloDecision.AnswerChallenge answer -> {
                TlsConnection tls = connection(ctx, answer.context());
                outcome.answeringChallenge(ctx);
                ctx.pipeline().replace(this, "tls", tls);
            }
            case HelloDecision.Refuse refuse -> {
                outcome.refused(refuse.cause(), refuse.serverName(), refuse.detail());
                ctx.writeAndFlush(alert(ctx, refuse.alert()))
                        .addListener(ChannelFutureListener.CLOSE);
            }
        }
    }

    private TlsConnection connection(ChannelHandlerContext ctx, TlsContext tls) {
        long left = Math.max(1, deadline - System.nanoTime());
        return tls.newConnection(ctx, loop, left);
    }

    private static ByteBuf alert(ChannelHandlerContext ctx, int description) {
        return ctx.alloc()
                .directBuffer(7)
                .writeByte(21)
                .writeShort(0x0303)
                .writeShort(2)
                .writeByte(2)
                .writeByte(description);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable why) {
        if (!decided) {
            decided = true;
            outcome.refused(Cause.TLS_FAILED, "", "no TLS handshake");
        }
        ctx.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        if (!decided) {
            decided = true;
            String when = waiting == null ? "its ClientHello" : "its certificate was there";
            outcome.refused(Cause.TLS_FAILED, "", "closed before " + when);
        }
        super.channelInactive(ctx);
    }

    private final class Late extends Deadline {
        @Override
        protected void expired(long now) {
            ChannelHandlerContext ctx = context;
            if (decided || ctx == null) {
                return;
            }
            decided = true;
            outcome.late();
            ctx.close();
        }
    }
}
