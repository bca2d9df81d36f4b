package dev.quaygate.proxy.tls;

import dev.quaygate.proxy.loop.LoopLocal;
import dev.quaygate.proxy.settings.TlsSettings;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.OpenSslCredential;
import io.netty.handler.ssl.OpenSslCredentialBuilder;
import io.netty.handler.ssl.OpenSslServerContext;
import io.netty.handler.ssl.OpenSslServerSessionContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/** Handshakes through Netty's engine. */
final class EngineContext extends TlsContext {
    private final OpenSslServerContext context;

    private EngineContext(OpenSslServerContext context) {
        this.context = context;
    }

    /**
     * @param credentials the first that a client can use serves it
     */
    static EngineContext of(
            TlsSettings settings,
            List<Credential> credentials,
            List<String> alpn,
            List<String> suites)
            throws SSLException {
        List<OpenSslCredential> preferred = preferred(credentials);
        try {
            SslContextBuilder builder = builder(settings, credentials.getLast(), alpn, suites);
            OpenSslServerContext context =
                    (OpenSslServerContext) builder.addCredentials(preferred).build();
            OpenSslServerSessionContext sessions = context.sessionContext();
            sessions.setSessionIdContext(ContextFactory.sessionIdContext());
            // Tickets only: a cache of sessions would be memory that clients can fill.
            sessions.setSessionCacheEnabled(false);
            return new EngineContext(context);
        } finally {
            preferred.forEach(OpenSslCredential::release); // the context has its own reference
        }
    }

    /** BoringSSL tries these before the context's own certificate. */
    private static List<OpenSslCredential> preferred(List<Credential> credentials)
            throws SSLException {
        var preferred = new ArrayList<OpenSslCredential>();
        for (Credential one : credentials.subList(0, credentials.size() - 1)) {
            preferred.add(
                    OpenSslCredentialBuilder.forX509(
                                    one.key(), one.chain().toArray(X509Certificate[]::new))
                            .build());
        }
        return preferred;
    }

    private static SslContextBuilder builder(
            TlsSettings settings, Credential last, List<String> alpn, List<String> suites) {
        return SslContextBuilder.forServer(last.key(), last.chain().toArray(X509Certificate[]::new))
                .sslProvider(SslProvider.OPENSSL)
                .protocols(protocols(settings))
                .ciphers(suites, SupportedCipherSuiteFilter.INSTANCE)
                .clientAuth(ClientAuth.NONE)
                .option(OpenSslContextOption.GROUPS, settings.groups().toArray(String[]::new))
                .option(OpenSslContextOption.USE_TASKS, false)
                .applicationProtocolConfig(
                        new ApplicationProtocolConfig(
                                ApplicationProtocolConfig.Protocol.ALPN,
                                ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                                ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                                alpn));
    }

    private static String[] protocols(TlsSettings settings) {
        return switch (settings.min()) {
            case TLS_1_2 -> new String[] {"TLSv1.3", "TLSv1.2"};
            case TLS_1_3 -> new String[] {"TLSv1.3"};
        };
    }

    @Override
    TlsConnection newConnection(ChannelHandlerContext ctx, LoopLocal loop, long timeoutNanos) {
        // Only a handler gets an engine that need not behave like the JDK's own, which is faster.
        var handler = new EngineTls(context.newHandler(ctx.alloc()).engine());
        handler.setHandshakeTimeout(timeoutNanos, TimeUnit.NANOSECONDS);
        // Our own close waits for what the client still reads; the connection's limits bound it.
        handler.setCloseNotifyFlushTimeoutMillis(3_000);
        handler.setCloseNotifyReadTimeoutMillis(0);
        return handler;
    }

    @Override
    void tickets(TicketKeys keys) {
        context.sessionContext().setTicketKeys(keys.forEngine());
    }
}
