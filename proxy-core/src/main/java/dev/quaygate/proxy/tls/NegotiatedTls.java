package dev.quaygate.proxy.tls;

import dev.quaygate.proxy.relay.TlsFacts;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslHandler;
import io.netty.internal.tcnative.SSL;
import org.jspecify.annotations.Nullable;

/** Reads from a finished handshake what logs and routing need. Event loop only. */
public final class NegotiatedTls {
    private static final int LONGEST_REASON = 80;

    private NegotiatedTls() {}

    /** Facts of the handshake that {@code handler} has just completed. */
    public static TlsFacts facts(SslHandler handler, HelloDecision.Terminate decision, long nanos) {
        String protocol = handler.engine().getSession().getProtocol();
        String version = "TLSv1.3".equals(protocol) ? "1.3" : "1.2";
        return new TlsFacts(
                version,
                group(handler),
                resumed(handler),
                decision.serverName(),
                nanos,
                decision.certificate());
    }

    /** A library's message without what an attacker wrote, cut to one short line. */
    public static String shortReason(String message) {
        String plain = message.replaceAll("[^ -~]", "?");
        return plain.length() > LONGEST_REASON ? plain.substring(0, LONGEST_REASON) : plain;
    }

    private static @Nullable String group(SslHandler handler) {
        try {
            return handler.engine() instanceof ReferenceCountedOpenSslEngine engine
                    ? SSL.getGroupName(engine.sslPointer())
                    : null;
        } catch (Exception _) {
            return null; // only a detail of the log
        }
    }

    private static boolean resumed(SslHandler handler) {
        return handler.engine() instanceof ReferenceCountedOpenSslEngine engine
                && SSL.isSessionReused(engine.sslPointer());
    }
}
