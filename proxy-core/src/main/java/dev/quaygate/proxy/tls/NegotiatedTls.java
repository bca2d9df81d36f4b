package dev.quaygate.proxy.tls;

import dev.quaygate.proxy.relay.TlsFacts;

/** Reads from a finished handshake what logs and routing need. Event loop only. */
public final class NegotiatedTls {
    private static final int LONGEST_REASON = 80;

    private NegotiatedTls() {}

    /** Facts of the handshake that {@code tls} has just completed. */
    public static TlsFacts facts(TlsConnection tls, HelloDecision.Terminate decision, long nanos) {
        return new TlsFacts(
                tls.version(),
                tls.group(),
                tls.resumed(),
                decision.serverName(),
                nanos,
                decision.certificate());
    }

    /** A library's message without what an attacker wrote, cut to one short line. */
    public static String shortReason(String message) {
        String plain = message.replaceAll("[^ -~]", "?");
        return plain.length() > LONGEST_REASON ? plain.substring(0, LONGEST_REASON) : plain;
    }
}
