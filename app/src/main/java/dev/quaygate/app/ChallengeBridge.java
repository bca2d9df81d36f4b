package dev.quaygate.app;

import dev.quaygate.acme.ChallengePresenter;
import dev.quaygate.acme.challenge.TlsAlpn01;
import dev.quaygate.acme.client.CertifiedKey;
import dev.quaygate.proxy.tls.Challenges;

/** Lets the listeners of this process answer the challenges of certificate authorities. */
final class ChallengeBridge implements ChallengePresenter {
    private final Challenges challenges;

    ChallengeBridge(Challenges challenges) {
        this.challenges = challenges;
    }

    @Override
    public void presentHttp01(String token, String keyAuthorization) {
        challenges.addHttp01(token, keyAuthorization);
    }

    @Override
    public void withdrawHttp01(String token) {
        challenges.removeHttp01(token);
    }

    @Override
    public void presentTlsAlpn01(String name, CertifiedKey certificate) {
        challenges.addTlsAlpn01(serverName(name), certificate.chain(), certificate.privateKey());
    }

    @Override
    public void withdrawTlsAlpn01(String name) {
        challenges.removeTlsAlpn01(serverName(name));
    }

    /** An authority asks for an address by its reverse name (RFC 8738 §6). */
    private static String serverName(String name) {
        return new TlsAlpn01(name, "").serverName();
    }
}
