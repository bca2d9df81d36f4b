package dev.quaygate.proxy.tls;

import dev.quaygate.proxy.loop.LoopLocal;
import dev.quaygate.proxy.settings.TlsSettings;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.OpenSsl;
import io.netty.internal.tcnative.SSL;
import io.netty.internal.tcnative.SSLContext;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.List;
import javax.net.ssl.SSLException;

/**
 * A BoringSSL context with its certificates and keys inside, so that no handshake calls back into
 * Java. It is freed after the last {@link TlsSession} of it can no longer be reached: a certificate
 * may be replaced while handshakes with it are under way.
 */
final class NativeContext extends TlsContext {
    private static final Cleaner CLEANER = Cleaner.create();

    private final long pointer;

    private NativeContext(long pointer) {
        this.pointer = pointer;
    }

    private record Free(long pointer) implements Runnable {
        @Override
        public void run() {
            SSLContext.free(pointer);
        }
    }

    /**
     * @param credentials the first that a client can use serves it
     */
    static NativeContext of(
            TlsSettings settings,
            List<Credential> credentials,
            List<String> alpn,
            List<String> suites)
            throws SSLException {
        OpenSsl.ensureAvailability();
        try {
            NativeContext context =
                    new NativeContext(SSLContext.make(protocols(settings), SSL.SSL_MODE_SERVER));
            // Registered before anything can fail.
            CLEANER.register(context, new Free(context.pointer));
            try {
                context.configure(settings, alpn, suites);
                for (Credential credential : credentials) {
                    NativeCredential.add(context.pointer, credential);
                }
                return context;
            } finally {
                Reference.reachabilityFence(context);
            }
        } catch (SSLException e) {
            throw e;
        } catch (Exception e) {
            throw new SSLException(e.getMessage(), e);
        }
    }

    private void configure(TlsSettings settings, List<String> alpn, List<String> suites)
            throws Exception {
        SSLContext.setCipherSuite(pointer, String.join(":", suites), false);
        SSLContext.setOptions(
                pointer,
                SSL.SSL_OP_CIPHER_SERVER_PREFERENCE
                        | SSL.SSL_OP_NO_COMPRESSION
                        | SSL.SSL_OP_NO_TICKET);
        // Plaintext that is sealed in two calls may have moved in between.
        SSLContext.setMode(
                pointer, SSLContext.getMode(pointer) | SSL.SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
        SSLContext.setAlpnProtos(
                pointer, alpn.toArray(String[]::new), SSL.SSL_SELECTOR_FAILURE_NO_ADVERTISE);
        SSLContext.setUseTasks(pointer, false);
        SSLContext.setVerify(pointer, SSL.SSL_CVERIFY_NONE, 10);
        String[] groups =
                settings.groups().stream().map(NativeContext::group).toArray(String[]::new);
        if (!SSLContext.setCurvesList(pointer, groups)) {
            SSL.clearError();
            throw new SSLException("groups " + settings.groups() + " are not known");
        }
        SSLContext.setSessionIdContext(pointer, ContextFactory.sessionIdContext());
        // Tickets only: a cache of sessions would be memory that clients can fill.
        SSLContext.setSessionCacheMode(pointer, SSL.SSL_SESS_CACHE_OFF);
    }

    private static int protocols(TlsSettings settings) {
        return switch (settings.min()) {
            case TLS_1_2 -> SSL.SSL_PROTOCOL_TLSV1_2 | SSL.SSL_PROTOCOL_TLSV1_3;
            case TLS_1_3 -> SSL.SSL_PROTOCOL_TLSV1_3;
        };
    }

    // BoringSSL knows the NIST curves by another name.
    private static String group(String name) {
        return switch (name) {
            case "secp256r1", "prime256v1" -> "P-256";
            case "secp384r1" -> "P-384";
            case "secp521r1" -> "P-521";
            case "x25519" -> "X25519";
            default -> name;
        };
    }

    @Override
    TlsConnection newConnection(ChannelHandlerContext ctx, LoopLocal loop, long timeoutNanos) {
        return new DirectTls(new TlsSession(this), loop, timeoutNanos);
    }

    /** A new SSL object; the caller frees it and keeps this context reachable until then. */
    long newSsl() {
        try {
            return SSL.newSSL(pointer, true);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    void tickets(TicketKeys keys) {
        try {
            SSLContext.setSessionTicketKeys(pointer, keys.forNative());
            SSLContext.clearOptions(pointer, SSL.SSL_OP_NO_TICKET);
        } finally {
            Reference.reachabilityFence(this);
        }
    }
}
