package dev.quaygate.proxy.tls;

import dev.quaygate.proxy.observe.Cause;

/** What becomes of a handshake once its ClientHello is read. */
public sealed interface HelloDecision {
    /** Serve with this certificate. */
    record Terminate(ServedCertificate certificate, String serverName) implements HelloDecision {}

    /** Answer a tls-alpn-01 challenge and close. */
    record AnswerChallenge(TlsContext context, String serverName) implements HelloDecision {}

    /**
     * Show no certificate.
     *
     * @param alert description of the fatal alert (RFC 8446 §6.2)
     */
    record Refuse(Cause cause, int alert, String serverName, String detail)
            implements HelloDecision {}
}
