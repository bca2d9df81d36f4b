package dev.quaygate.proxy.tls;

import dev.quaygate.proxy.settings.TlsSettings;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLException;

/** Makes BoringSSL server contexts. Any thread; the work of one call is a few milliseconds. */
final class ContextFactory {
    /** {@code engine} returns to Netty's SslHandler; anything else is the direct way. */
    private static final String SWITCH = "quaygate.tls";

    /** Fixed in BoringSSL; named so that both ways get the same list. */
    private static final List<String> TLS_1_3 =
            List.of(
                    "TLS_AES_128_GCM_SHA256",
                    "TLS_AES_256_GCM_SHA384",
                    "TLS_CHACHA20_POLY1305_SHA256");

    /** Forward secrecy and AEAD only. */
    private static final List<String> MODERN =
            List.of(
                    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
                    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
                    "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
                    "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
                    "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
                    "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    private ContextFactory() {}

    /**
     * @param credentials one, or one of each kind of key; the first that a client can use serves it
     */
    static TlsContext context(
            TlsSettings settings,
            List<Credential> credentials,
            List<String> alpn,
            TicketKeys tickets)
            throws SSLException {
        TlsContext context =
                isDirect()
                        ? NativeContext.of(settings, credentials, alpn, tls12(settings))
                        : EngineContext.of(settings, credentials, alpn, all(settings));
        applyTickets(settings, context, tickets);
        return context;
    }

    private static boolean isDirect() {
        return !"engine".equals(System.getProperty(SWITCH));
    }

    /** Gives a context the current ticket keys, or none so that no ticket can be decrypted. */
    static void applyTickets(TlsSettings settings, TlsContext context, TicketKeys tickets) {
        if (!settings.ticketRotate().isZero()) {
            context.tickets(tickets);
        }
    }

    /**
     * One value for all contexts: a session of one may then be looked at by another, and its ticket
     * key decides.
     */
    static byte[] sessionIdContext() {
        return "quaygate".getBytes(StandardCharsets.US_ASCII);
    }

    private static List<String> tls12(TlsSettings settings) {
        return settings.ciphers().isEmpty() ? MODERN : settings.ciphers();
    }

    private static List<String> all(TlsSettings settings) {
        var all = new ArrayList<>(TLS_1_3);
        all.addAll(tls12(settings));
        return all;
    }
}
