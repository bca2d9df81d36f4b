package dev.quaygate.proxy.tls;

import dev.quaygate.proxy.relay.ChallengeAnswers;
import dev.quaygate.proxy.settings.TlsSettings;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Challenges that certificate authorities may ask for right now. They outlive reloads. Any thread.
 */
public final class Challenges implements ChallengeAnswers {
    /** The protocol name of RFC 8737. */
    public static final String ACME_TLS_1 = "acme-tls/1";

    /** Strangers may ask for any token: more than this wait for nobody. */
    private static final int MOST_QUESTIONS = 16;

    private final Map<String, String> http01 = new ConcurrentHashMap<>();
    private final Map<String, TlsContext> tlsAlpn01 = new ConcurrentHashMap<>();
    private final TicketKeys noTickets = new TicketKeys();
    private final Semaphore questions = new Semaphore(MOST_QUESTIONS);
    private volatile @Nullable ChallengesElsewhere elsewhere;
    private volatile boolean routeUnknown;

    public void addHttp01(String token, String keyAuthorization) {
        http01.put(token, keyAuthorization);
    }

    public void removeHttp01(String token) {
        http01.remove(token);
    }

    /** Answers {@code acme-tls/1} handshakes for that name with this certificate. */
    public void addTlsAlpn01(String serverName, List<X509Certificate> chain, PrivateKey key) {
        try {
            tlsAlpn01.put(
                    serverName,
                    ContextFactory.context(
                            TlsSettings.DEFAULT,
                            List.of(new Credential(chain, key)),
                            List.of(ACME_TLS_1),
                            noTickets));
        } catch (SSLException e) {
            throw new IllegalArgumentException(
                    "challenge certificate for "
                            + serverName
                            + " cannot be used: "
                            + e.getMessage(),
                    e);
        }
    }

    public void removeTlsAlpn01(String serverName) {
        tlsAlpn01.remove(serverName);
    }

    /** Whether tokens that are not ours are routed like any path. */
    public void unknownTokens(boolean route) {
        routeUnknown = route;
    }

    @Override
    public @Nullable String keyAuthorization(String token) {
        return http01.get(token);
    }

    /** What is not known here is asked for there from now on. */
    public void askElsewhere(ChallengesElsewhere other) {
        elsewhere = other;
    }

    @Override
    public boolean seek(String token, Consumer<@Nullable String> answer) {
        ChallengesElsewhere other = elsewhere;
        if (other == null || !questions.tryAcquire()) {
            return false;
        }
        Thread.startVirtualThread(() -> {
            String found = null;
            try {
                found = other.http01(token);
            } finally {
                questions.release();
                answer.accept(found);
            }
        });
        return true;
    }

    /**
     * Asks other nodes for a pending challenge of a name, after which {@link #tlsAlpn01} may know
     * it. Returns at once.
     *
     * @return false if there is nobody to ask; {@code asked} is not called then
     */
    boolean seekTlsAlpn01(String serverName, Runnable asked) {
        ChallengesElsewhere other = elsewhere;
        if (other == null || !questions.tryAcquire()) {
            return false;
        }
        Thread.startVirtualThread(() -> {
            try {
                other.tlsAlpn01(serverName);
            } finally {
                questions.release();
                asked.run();
            }
        });
        return true;
    }

    @Override
    public boolean routeUnknown() {
        return routeUnknown;
    }

    @Nullable TlsContext tlsAlpn01(String serverName) {
        return tlsAlpn01.get(serverName);
    }
}
