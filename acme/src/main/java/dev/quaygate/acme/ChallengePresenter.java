package dev.quaygate.acme;

import dev.quaygate.acme.client.CertifiedKey;

/**
 * Puts answers to challenges where an authority looks for them. When a {@code present} method
 * returns, every node answers. Any thread. Presenting twice replaces; withdrawing what is not there
 * does nothing.
 */
public interface ChallengePresenter {
    /**
     * Answer {@code GET /.well-known/acme-challenge/TOKEN} with the key authorization (RFC 8555
     * §8.3).
     */
    void presentHttp01(String token, String keyAuthorization);

    void withdrawHttp01(String token);

    /**
     * Answer handshakes with ALPN {@code acme-tls/1} for a name with this certificate (RFC 8737).
     *
     * @param name DNS name, or IP address in text form (its SNI is the reverse name, RFC 8738)
     */
    void presentTlsAlpn01(String name, CertifiedKey certificate);

    void withdrawTlsAlpn01(String name);
}
