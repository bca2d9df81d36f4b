package dev.quaygate.proxy.tls;

import dev.quaygate.proxy.settings.TlsSettings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLException;

/** A self-signed certificate for {@code a.test} that protects nothing, and contexts with it. */
final class TestIdentity {
    private static final String CERTIFICATE =
            """
            -----BEGIN CERTIFICATE-----
            MIIBijCCATKgAwIBAgIUZgORZaAj8MJSfr8hO0bmkwjp8kMwCgYIKoZIzj0EAwIw
            ETEPMA0GA1UEAwwGYS50ZXN0MCAXDTI2MTEyNDIwMDcxNVoYDzIxMjYxMDMxMjAw
            NzE1WjARMQ8wDQYDVQQDDAZhLnRlc3QwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNC
            AASXvL9k4IEE4CZkJolrxteDcjpUtjaAQ7cDlK3GwCce4rFAWJhH2TNFGcyYdP+/
            aMtvGpo0RMxz1BcCS5Da7WY8o2YwZDAdBgNVHQ4EFgQUl408MexaGI50W82Xkldp
            Oy4Ut8EwHwYDVR0jBBgwFoAUl408MexaGI50W82XkldpOy4Ut8EwDwYDVR0TAQH/
            BAUwAwEB/zARBgNVHREECjAIggZhLnRlc3QwCgYIKoZIzj0EAwIDRgAwQwIgWUHO
            mfW8cdnGCx/u5UY5O3JVxo6yJsguWvZlGrcEl/UCH12qye/CrC/ZDuFRIqyVDdrE
            r6K8uLZ51uY0j0HGAcQ=
            -----END CERTIFICATE-----
            """;

    private static final String KEY =
            """
            MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgqGNMpf7KDK8Bx3y9
            ePZU7oOF1Nvo8ZgllcT6myj8fDqhRANCAASXvL9k4IEE4CZkJolrxteDcjpUtjaA
            Q7cDlK3GwCce4rFAWJhH2TNFGcyYdP+/aMtvGpo0RMxz1BcCS5Da7WY8
            """;

    private TestIdentity() {}

    static X509Certificate certificate() {
        return certificate(CERTIFICATE.getBytes(StandardCharsets.US_ASCII));
    }

    static PrivateKey key() {
        return key("EC", KEY);
    }

    /** One with an RSA key for the same name. */
    static X509Certificate rsaCertificate() {
        return certificate(resource("rsa-certificate.pem"));
    }

    static PrivateKey rsaKey() {
        String pem = new String(resource("rsa-key.pem"), StandardCharsets.US_ASCII);
        return key("RSA", pem.replaceAll("-----.*-----", ""));
    }

    private static X509Certificate certificate(byte[] pem) {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(pem));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static PrivateKey key(String algorithm, String base64) {
        try {
            return KeyFactory.getInstance(algorithm)
                    .generatePrivate(
                            new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(base64)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] resource(String name) {
        try (InputStream in = TestIdentity.class.getResourceAsStream(name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As the catalog makes it, with the direct way. */
    static NativeContext context(TicketKeys tickets) {
        try {
            return (NativeContext)
                    ContextFactory.context(
                            TlsSettings.DEFAULT,
                            List.of(new Credential(List.of(certificate()), key())),
                            TlsSettings.DEFAULT.alpn(),
                            tickets);
        } catch (SSLException e) {
            throw new IllegalStateException(e);
        }
    }
}
