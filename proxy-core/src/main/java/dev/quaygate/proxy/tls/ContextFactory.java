package dev.quaygate.proxy.tls;

import dev.quaygate.proxy.settings.TlsSettings;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.OpenSslServerContext;
import io.netty.handler.ssl.OpenSslServerSessionContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLException;

/** Makes BoringSSL server contexts. Any thread; the work of one call is a few milliseconds. */
final class ContextFactory {
    /** Forward secrecy and AEAD only. TLS 1.3 suites are fixed in BoringSSL. */
    private static final List<String> MODERN =
            List.of(
                    "TLS_AES_128_GCM_SHA256",
                    "TLS_AES_256_GCM_SHA384",
                    "TLS_CHACHA20_POLY1305_SHA256",
                    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
                    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
                    "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
                    "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
                    "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
                    "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    /**
     * One value for all contexts: a session of one may then be looked at by another, and its ticket
     * key decides.
     */
    private static final byte[] SESSION_ID_CONTEXT = "quaygate".getBytes(StandardCharsets.US_ASCII);

    private ContextFactory() {}

    static OpenSslServerContext context(
            TlsSettings settings,
            List<X509Certificate> chain,
            PrivateKey key,
            List<String> alpn,
            TicketKeys tickets)
            throws SSLException {
        SslContextBuilder builder =
                SslContextBuilder.forServer(key, chain.toArray(X509Certificate[]::new))
                        .sslProvider(SslProvider.OPENSSL)
                        .protocols(protocols(settings))
                        .ciphers(
                                settings.ciphers().isEmpty()
                                        ? MODERN
                                        : withTls13(settings.ciphers()),
                                SupportedCipherSuiteFilter.INSTANCE)
                        .clientAuth(ClientAuth.NONE)
                        .option(
                                OpenSslContextOption.GROUPS,
                                settings.groups().toArray(String[]::new))
                        .option(OpenSslContextOption.USE_TASKS, false)
                        .applicationProtocolConfig(
                                new ApplicationProtocolConfig(
                                        ApplicationProtocolConfig.Protocol.ALPN,
                                        ApplicationProtocolConfig.SelectorFailureBehavior
                                                .NO_ADVERTISE,
                                        ApplicationProtocolConfig.SelectedListenerFailureBehavior
                                                .ACCEPT,
                                        alpn));
        OpenSslServerContext context = (OpenSslServerContext) builder.build();
        OpenSslServerSessionContext sessions = context.sessionContext();
        sessions.setSessionIdContext(SESSION_ID_CONTEXT);
        // Tickets only: a cache of sessions would be memory that clients can fill.
        sessions.setSessionCacheEnabled(false);
        applyTickets(settings, context, tickets);
        return context;
    }

    /** Gives a context the current ticket keys, or none so that no ticket can be decrypted. */
    static void applyTickets(
            TlsSettings settings, OpenSslServerContext context, TicketKeys tickets) {
        if (!settings.ticketRotate().isZero()) {
            context.sessionContext().setTicketKeys(tickets.current());
        }
    }

    private static String[] protocols(TlsSettings settings) {
        return switch (settings.min()) {
            case TLS_1_2 -> new String[] {"TLSv1.3", "TLSv1.2"};
            case TLS_1_3 -> new String[] {"TLSv1.3"};
        };
    }

    private static List<String> withTls13(List<String> tls12) {
        var all = new java.util.ArrayList<>(MODERN.subList(0, 3));
        all.addAll(tls12);
        return all;
    }
}
