package dev.quaygate.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** T4: each client gets the certificate that its signature algorithms or suites can use. */
final class DualCertificateTest {
    private static final String[] ECDSA = {"ecdsa_secp256r1_sha256"};
    private static final String[] RSA = {"rsa_pss_rsae_sha256", "rsa_pkcs1_sha256"};

    private final CertificateCatalog catalog = new CertificateCatalog();

    @BeforeEach
    void publishBoth() {
        publish("rsa", TestIdentity.rsaCertificate(), TestIdentity.rsaKey());
        publish("ec", TestIdentity.certificate(), TestIdentity.key());
    }

    private void publish(String id, X509Certificate certificate, PrivateKey key) {
        catalog.publish(id, List.of("a.test"), List.of(certificate), key);
    }

    private TlsPair pair(String version) {
        var context = (NativeContext) catalog.find("a.test").orElseThrow().context();
        return new TlsPair(version, TlsPair.client(), context);
    }

    private static String shown(TlsPair pair) throws SSLException {
        return pair.shaken()
                .engine
                .getSession()
                .getPeerCertificates()[0]
                .getPublicKey()
                .getAlgorithm();
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.3, EC", "TLSv1.3, RSA", "TLSv1.2, EC", "TLSv1.2, RSA"})
    void servesByTheSignatureAlgorithmsOfTheClient(String version, String kind)
            throws SSLException {
        try (var pair = pair(version)) {
            SSLParameters parameters = pair.engine.getSSLParameters();
            parameters.setSignatureSchemes(kind.equals("EC") ? ECDSA : RSA);
            pair.engine.setSSLParameters(parameters);

            assertThat(shown(pair)).isEqualTo(kind);
        }
    }

    @Test
    void servesRsaToAClientWhoseSuitesAreForRsa() throws SSLException {
        try (var pair = pair("TLSv1.2")) {
            pair.engine.setEnabledCipherSuites(
                    new String[] {"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"});

            assertThat(shown(pair)).isEqualTo("RSA");
        }
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.3", "TLSv1.2"})
    void servesTheEllipticCurveToWhoeverCanUseBoth(String version) throws SSLException {
        try (var pair = pair(version)) {
            assertThat(shown(pair)).isEqualTo("EC");
        }
    }

    @Test
    void servesEverybodyWithTheHalfThatIsThere() throws SSLException {
        catalog.withdraw("ec");

        try (var pair = pair("TLSv1.3")) {
            assertThat(shown(pair)).isEqualTo("RSA");
        }
    }

    @Test
    void aHalfThatIsSwappedEndsNoConnection() throws SSLException {
        try (var pair = pair("TLSv1.3")) {
            pair.shaken();

            publish("ec", TestIdentity.certificate(), TestIdentity.key());
            pair.serverReads(pair.clientWrites((byte) 7));

            assertThat(pair.read.toByteArray()).containsExactly(7);
            assertThat(pair.channel.isOpen()).isTrue();
        }
    }
}
