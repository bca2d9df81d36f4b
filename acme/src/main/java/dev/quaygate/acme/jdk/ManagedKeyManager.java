package dev.quaygate.acme.jdk;

import dev.quaygate.acme.CertificateListener;
import dev.quaygate.acme.ChallengePresenter;
import dev.quaygate.acme.ManagedCertificate;
import dev.quaygate.acme.challenge.Http01;
import dev.quaygate.acme.challenge.TlsAlpn01;
import dev.quaygate.acme.client.CertifiedKey;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * The key manager of an {@code SSLContext} whose certificates a {@link
 * dev.quaygate.acme.CertificateManager} gets and renews. New handshakes see a new certificate at
 * once; the context is never made anew and no connection is closed.
 *
 * <p>It answers tls-alpn-01 (RFC 8737) itself if the server's {@code SSLParameters} list {@link
 * TlsAlpn01#ALPN} as an application protocol, and gives the body for http-01 to a server that has
 * port 80. A client that names a server nobody manages gets {@code handshake_failure}. Any thread.
 */
public final class ManagedKeyManager extends X509ExtendedKeyManager
        implements CertificateListener, ChallengePresenter {
    private static final String CHALLENGE_PREFIX = "challenge:";

    private final Map<String, CertifiedKey> challenges = new ConcurrentHashMap<>();
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private volatile ServedKeys served = ServedKeys.NONE;

    /**
     * What to answer to {@code GET} with a path below {@link Http01#PATH_PREFIX} (RFC 8555 §8.3);
     * empty if no such challenge is open.
     */
    public Optional<String> http01(String path) {
        return path.startsWith(Http01.PATH_PREFIX)
                ? Optional.ofNullable(answers.get(path.substring(Http01.PATH_PREFIX.length())))
                : Optional.empty();
    }

    // ---- what the manager tells ----

    @Override
    public synchronized void published(ManagedCertificate certificate) {
        served = served.with(certificate);
    }

    @Override
    public synchronized void withdrawn(ManagedCertificate certificate) {
        served = served.without(certificate);
    }

    @Override
    public void presentHttp01(String token, String keyAuthorization) {
        answers.put(token, keyAuthorization);
    }

    @Override
    public void withdrawHttp01(String token) {
        answers.remove(token);
    }

    @Override
    public void presentTlsAlpn01(String name, CertifiedKey certificate) {
        challenges.put(serverName(name), certificate);
    }

    @Override
    public void withdrawTlsAlpn01(String name) {
        challenges.remove(serverName(name));
    }

    /** An authority asks for an address by its reverse name (RFC 8738 §6). */
    private static String serverName(String name) {
        return new TlsAlpn01(name, "").serverName();
    }

    // ---- what the Java runtime asks ----

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return engine == null
                ? null
                : choose(
                        keyType,
                        engine.getHandshakeSession(),
                        engine.getHandshakeApplicationProtocol());
    }

    @Override
    public @Nullable String chooseServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return socket instanceof SSLSocket tls
                ? choose(keyType, tls.getHandshakeSession(), tls.getHandshakeApplicationProtocol())
                : null;
    }

    private @Nullable String choose(
            String algorithm, @Nullable SSLSession session, @Nullable String protocol) {
        Optional<String> name = requestedName(session);
        if (TlsAlpn01.ALPN.equals(protocol)) {
            return name.filter(challenges::containsKey).map(CHALLENGE_PREFIX::concat).orElse(null);
        }
        if (!canCheck(session, algorithm)) {
            return null;
        }
        ServedKeys keys = served;
        return name.map(known -> keys.alias(known, algorithm))
                .orElseGet(() -> keys.unnamedAlias(algorithm))
                .orElse(null);
    }

    /**
     * Before TLS 1.3 the runtime goes by the cipher suite, and a client may offer suites for keys
     * whose signatures it cannot check (RFC 5246 §7.4.1.4.1).
     */
    private static boolean canCheck(@Nullable SSLSession session, String algorithm) {
        if (!(session instanceof ExtendedSSLSession extended)) {
            return true;
        }
        String[] known = extended.getPeerSupportedSignatureAlgorithms();
        boolean ecdsa = algorithm.equals("EC");
        return known.length == 0
                || Arrays.stream(known).anyMatch(one -> one.contains(ecdsa ? "ECDSA" : "RSA"));
    }

    private static Optional<String> requestedName(@Nullable SSLSession session) {
        if (!(session instanceof ExtendedSSLSession extended)) {
            return Optional.empty();
        }
        return extended.getRequestedServerNames().stream()
                .filter(SNIHostName.class::isInstance)
                .map(name -> ((SNIHostName) name).getAsciiName().toLowerCase(Locale.ROOT))
                .findFirst();
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        return key(alias).map(key -> key.chain().toArray(X509Certificate[]::new)).orElse(null);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        return key(alias).map(CertifiedKey::privateKey).orElse(null);
    }

    private Optional<CertifiedKey> key(String alias) {
        return alias.startsWith(CHALLENGE_PREFIX)
                ? Optional.ofNullable(challenges.get(alias.substring(CHALLENGE_PREFIX.length())))
                : served.key(alias);
    }

    @Override
    public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return served.aliases(keyType);
    }

    // ---- servers only ----

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }
}
