package dev.quaygate.app;

import dev.quaygate.acme.ChallengePresenter;
import dev.quaygate.acme.challenge.TlsAlpn01;
import dev.quaygate.acme.client.CertifiedKey;
import dev.quaygate.proxy.tls.Challenges;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Lets the listeners of this process answer the challenges of certificate authorities. A token is
 * answered for a minute longer than it was presented: an authority that looks from several places
 * may have an answer from the slowest of them after it has decided. Any thread.
 */
final class ChallengeBridge implements ChallengePresenter {
    private static final long LINGER_SECONDS = 60;

    private final Challenges challenges;
    private final Executor later;
    private final Map<String, Object> presented = new HashMap<>(); // token, and which time it was

    ChallengeBridge(Challenges challenges) {
        this(challenges, CompletableFuture.delayedExecutor(LINGER_SECONDS, TimeUnit.SECONDS));
    }

    /**
     * With a clock of one's own.
     *
     * @param later runs what is given to it after the minute
     */
    ChallengeBridge(Challenges challenges, Executor later) {
        this.challenges = challenges;
        this.later = later;
    }

    @Override
    public synchronized void presentHttp01(String token, String keyAuthorization) {
        presented.put(token, new Object());
        challenges.addHttp01(token, keyAuthorization);
    }

    @Override
    public synchronized void withdrawHttp01(String token) {
        Object time = presented.get(token);
        if (time != null) {
            later.execute(() -> end(token, time));
        }
    }

    /** An order that found its authorization again may have presented the token once more. */
    private synchronized void end(String token, Object time) {
        if (presented.remove(token, time)) {
            challenges.removeHttp01(token);
        }
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
