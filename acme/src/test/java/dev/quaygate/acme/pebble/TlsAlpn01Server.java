package dev.quaygate.acme.pebble;

import dev.quaygate.acme.challenge.TlsAlpn01;
import dev.quaygate.acme.client.CertifiedKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/** Answers tls-alpn-01 challenges on a free port of the loopback, by JDK means alone. */
public final class TlsAlpn01Server implements AutoCloseable {
    private final SSLServerSocket server;
    private final Map<String, CertifiedKey> certificates = new ConcurrentHashMap<>();
    private final Thread acceptor;

    public TlsAlpn01Server() throws IOException, GeneralSecurityException {
        var context = SSLContext.getInstance("TLS");
        context.init(new KeyManager[] {new BySni()}, null, null);
        server =
                (SSLServerSocket)
                        context.getServerSocketFactory()
                                .createServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
        var parameters = server.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {TlsAlpn01.ALPN});
        server.setSSLParameters(parameters);
        acceptor = Thread.ofVirtual().start(this::accept);
    }

    public int port() {
        return server.getLocalPort();
    }

    public void present(TlsAlpn01 challenge, CertifiedKey certificate) {
        certificates.put(challenge.serverName(), certificate);
    }

    private void accept() {
        while (!server.isClosed()) {
            try (var socket = (SSLSocket) server.accept()) {
                socket.startHandshake();
                // The authority closes after the handshake.
                socket.getInputStream().readAllBytes();
            } catch (IOException _) {
                // A handshake that fails is what some tests want.
            }
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        try {
            acceptor.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Uses the server name as the alias of a key. */
    private final class BySni extends X509ExtendedKeyManager {
        @Override
        public @Nullable String chooseServerAlias(
                String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
            if (!(socket instanceof SSLSocket tls)
                    || !(tls.getHandshakeSession() instanceof ExtendedSSLSession session)) {
                return null;
            }
            return session.getRequestedServerNames().stream()
                    .filter(SNIHostName.class::isInstance)
                    .map(name -> ((SNIHostName) name).getAsciiName())
                    .filter(certificates::containsKey)
                    .findFirst()
                    .orElse(null);
        }

        @Override
        public X509Certificate @Nullable [] getCertificateChain(String alias) {
            CertifiedKey certificate = certificates.get(alias);
            return certificate == null ? null : certificate.chain().toArray(X509Certificate[]::new);
        }

        @Override
        public @Nullable PrivateKey getPrivateKey(String alias) {
            CertifiedKey certificate = certificates.get(alias);
            return certificate == null ? null : certificate.privateKey();
        }

        @Override
        public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
            return List.copyOf(certificates.keySet()).toArray(String[]::new);
        }

        @Override
        public @Nullable String chooseEngineServerAlias(
                String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
            return null;
        }

        @Override
        public String @Nullable [] getClientAliases(
                String keyType, Principal @Nullable [] issuers) {
            return null;
        }

        @Override
        public @Nullable String chooseClientAlias(
                String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return null;
        }
    }
}
