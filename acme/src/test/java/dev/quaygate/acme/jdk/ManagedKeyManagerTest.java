package dev.quaygate.acme.jdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.acme.ManagedCertificate;
import dev.quaygate.acme.client.CertifiedKey;
import dev.quaygate.acme.client.KeyType;
import dev.quaygate.acme.issue.InMemoryFiles;
import dev.quaygate.acme.issue.InternalAuthority;
import dev.quaygate.acme.issue.InternalNames;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * T4 without Quaygate's listeners: the Java runtime asks for the kind of key that a client takes.
 */
final class ManagedKeyManagerTest {
    private static final String NAME = "shop.internal";
    private static final String[] ECDSA = {"ecdsa_secp256r1_sha256", "ecdsa_secp384r1_sha384"};
    private static final String[] RSA = {"rsa_pss_rsae_sha256", "rsa_pkcs1_sha256"};

    private static final ManagedKeyManager KEYS = new ManagedKeyManager();
    private static SSLContext server;
    private static SSLContext client;

    @BeforeAll
    static void publishBoth() throws GeneralSecurityException, IOException {
        var authority =
                new InternalAuthority(
                        new InMemoryFiles(),
                        InternalNames.of(InternalNames.DEFAULTS),
                        InstantSource.system(),
                        new SecureRandom());
        // The leaves themselves: their issuer's signature is none that an RSA-only client checks.
        var trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        for (KeyType type : List.of(KeyType.P256, KeyType.RSA2048)) {
            CertifiedKey key =
                    authority.issue(
                            List.of(NAME),
                            type,
                            Duration.ofDays(1),
                            InternalAuthority.Purpose.SERVER);
            KEYS.published(
                    new ManagedCertificate(
                            type.word(),
                            List.of(NAME),
                            1,
                            "internal",
                            InstantSource.system().instant(),
                            key,
                            true));
            trusted.setCertificateEntry(type.word(), key.leaf());
        }
        server = SSLContext.getInstance("TLS");
        server.init(new KeyManager[] {KEYS}, null, null);
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        client = SSLContext.getInstance("TLS");
        client.init(null, trust.getTrustManagers(), null);
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.3, EC", "TLSv1.3, RSA", "TLSv1.2, EC", "TLSv1.2, RSA"})
    void answersWithTheKeyThatTheClientsSignatureAlgorithmsAllow(String version, String kind)
            throws SSLException {
        SSLEngine asks = client.createSSLEngine(); // without a peer: no session is resumed
        asks.setUseClientMode(true);
        SSLParameters parameters = asks.getSSLParameters();
        parameters.setProtocols(new String[] {version});
        parameters.setServerNames(List.of(new SNIHostName(NAME)));
        parameters.setSignatureSchemes(kind.equals("EC") ? ECDSA : RSA);
        asks.setSSLParameters(parameters);
        SSLEngine answers = server.createSSLEngine();
        answers.setUseClientMode(false);

        shake(asks, answers);

        assertThat(asks.getSession().getPeerCertificates()[0].getPublicKey().getAlgorithm())
                .isEqualTo(kind);
    }

    private static void shake(SSLEngine client, SSLEngine server) throws SSLException {
        ByteBuffer toServer = ByteBuffer.allocate(1 << 16);
        ByteBuffer toClient = ByteBuffer.allocate(1 << 16);
        client.beginHandshake();
        for (int step = 0; step < 100 && !isShaken(client); step++) {
            step(client, toServer, toClient);
            step(server, toClient, toServer);
        }
        assertThat(isShaken(client)).isTrue();
    }

    private static boolean isShaken(SSLEngine client) {
        return client.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING;
    }

    private static void step(SSLEngine engine, ByteBuffer out, ByteBuffer in) throws SSLException {
        for (Runnable task = engine.getDelegatedTask(); task != null; ) {
            task.run();
            task = engine.getDelegatedTask();
        }
        if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
            engine.wrap(ByteBuffer.allocate(0), out);
            return;
        }
        in.flip();
        engine.unwrap(in, ByteBuffer.allocate(1 << 16));
        in.compact();
    }
}
