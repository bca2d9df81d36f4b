package dev.quaygate.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quaygate.it.harness.Behaviours;
import dev.quaygate.it.harness.OpensslClient;
import dev.quaygate.it.harness.Quaygate;
import dev.quaygate.it.harness.RecordingUpstream;
import dev.quaygate.it.harness.TestPki;
import dev.quaygate.it.wire.H1Client;
import dev.quaygate.it.wire.H1Response;
import dev.quaygate.it.wire.H2Client;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * T1 T2 T7 T8 T13 T14: which certificate is shown, which versions are spoken, redirect, HSTS,
 * internal CA.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class TlsXIT {
    private static RecordingUpstream upstream;
    private static TestPki pki;
    private static Quaygate quaygate;

    @BeforeAll
    static void start() {
        upstream = RecordingUpstream.answering(Behaviours.named("app"));
        Path folder = Quaygate.temporaryFolder();
        pki = TestPki.in(folder);
        quaygate = Quaygate.start(yaml(pki.issue("a.test"), pki.issue("*.w.test"), "'1.2'"));
    }

    private static String yaml(TestPki.Pair exact, TestPki.Pair wildcard, String min) {
        return """
        listen: {http: ['127.0.0.1:@HTTP@'], https: ['127.0.0.1:@HTTPS@']}
        certificates:
          manual:
            - {cert: %s, key: 'file:%s'}
            - {cert: %s, key: 'file:%s'}
        tls: {min: %s, hsts: {maxAge: 180d}}
        routes:
          - {name: exact, host: a.test, tls: {cert: %1$s, key: 'file:%2$s'}, to: %6$d}
          - {name: wildcard, host: '*.w.test', tls: {cert: %3$s, key: 'file:%4$s'}, to: %6$d}
          - {name: internal, host: app.internal, tls: internal, to: %6$d}
        """
                .formatted(
                        exact.cert(),
                        exact.key(),
                        wildcard.cert(),
                        wildcard.key(),
                        min,
                        upstream.port());
    }

    @AfterAll
    static void stop() {
        upstream.close();
        quaygate.close();
    }

    @Test
    void showsTheExactNamesCertificateThenTheWildcards() throws IOException {
        assertThat(shown("a.test").getSubjectX500Principal().getName()).isEqualTo("CN=a.test");
        assertThat(shown("A.TEST").getSubjectX500Principal().getName()).isEqualTo("CN=a.test");
        assertThat(shown("x.w.test").getSubjectX500Principal().getName()).isEqualTo("CN=*.w.test");
    }

    @Test
    void showsNothingForAnUnknownNameOrNone() {
        for (String sni : List.of("unknown.test", "y.x.w.test", "w.test", "")) {
            assertThatThrownBy(() -> shown(sni))
                    .as(sni)
                    .rootCause()
                    .hasMessageContaining("unrecognized_name");
        }
        assertThat(openssl("-servername", "unknown.test"))
                .contains("unrecognized name")
                .contains("no peer certificate available");
        assertThat(openssl("-noservername")).contains("no peer certificate available");
    }

    @Test
    void refusesOldVersionsAndSpeaksBothNewOnes() {
        assertThat(openssl("-servername", "a.test", "-tls1_2"))
                .contains("TLSv1.2")
                .contains("CN = a.test");
        assertThat(openssl("-servername", "a.test", "-tls1_3"))
                .contains("TLSv1.3")
                .contains("CN = a.test");
        assertThat(openssl("-servername", "a.test", "-tls1_1", "-cipher", "ALL@SECLEVEL=0"))
                .contains("no peer certificate available");
        assertThat(
                        openssl(
                                "-servername",
                                "a.test",
                                "-tls1_2",
                                "-cipher",
                                "ECDHE-ECDSA-AES128-SHA:AES128-SHA"))
                .contains("no peer certificate available");
    }

    @Test
    void speaksOnlyTheNewestVersionWhenAsked() throws IOException {
        try (var strict =
                Quaygate.start(yaml(pki.issue("a.test"), pki.issue("*.w.test"), "'1.3'"))) {
            assertThat(OpensslClient.connect(strict.https(), "-servername", "a.test", "-tls1_2"))
                    .contains("no peer certificate available");
            assertThat(OpensslClient.connect(strict.https(), "-servername", "a.test", "-tls1_3"))
                    .contains("CN = a.test");
        }
    }

    @Test
    void agreesOnHttp2AndOnHttp1ByAlpn() throws IOException {
        try (var h2 = H2Client.connect(quaygate.https(), "a.test");
                var h1 = H1Client.tls(quaygate.https(), "a.test", List.of("http/1.1"));
                var none = H1Client.tls(quaygate.https(), "a.test", List.of())) {
            assertThat(h2.exchange("a.test", "/").status()).isEqualTo(200);
            assertThat(h1.get("a.test", "/").read().status()).isEqualTo(200);
            assertThat(none.get("a.test", "/").read().status()).isEqualTo(200);
        }
    }

    @Test
    void answers421ForAHostOfAnotherCertificate() throws IOException {
        int before = upstream.requestCount();
        try (var h1 = H1Client.tls(quaygate.https(), "a.test");
                var h2 = H2Client.connect(quaygate.https(), "a.test")) {
            H1Response misdirected = h1.get("x.w.test", "/").read();
            assertThat(misdirected.status()).isEqualTo(421);
            assertThat(misdirected.cause()).isEqualTo("wrong_host");
            assertThat(h2.exchange("app.internal", "/").status()).isEqualTo(421);
            assertThat(upstream.requestCount()).isEqualTo(before);
            assertThat(h2.exchange("a.test", "/").status()).isEqualTo(200);
        }
    }

    @Test
    void redirectsClearRequestsToTheSameUrl() throws IOException {
        H1Response answer = H1Client.fetch(quaygate.http(), "a.test", "/x?q=1");

        assertThat(answer.status()).isEqualTo(308);
        assertThat(answer.header("Location"))
                .matches("https://a\\.test(:" + quaygate.https() + ")?/x\\?q=1");
        assertThat(answer.header("Strict-Transport-Security")).isEmpty();
    }

    @Test
    void neverRedirectsChallengePaths() throws IOException {
        H1Response answer =
                H1Client.fetch(quaygate.http(), "a.test", "/.well-known/acme-challenge/abc");

        assertThat(answer.status()).isEqualTo(404);
    }

    @Test
    void sendsHstsOverTlsOnly() throws IOException {
        try (var client = H1Client.tls(quaygate.https(), "a.test")) {
            assertThat(client.get("a.test", "/").read().header("Strict-Transport-Security"))
                    .contains("max-age=15552000");
        }
    }

    @Test
    void issuesInternalNamesFromItsOwnAuthority() throws Exception {
        X509Certificate certificate = shown("app.internal");

        assertThat(certificate.getIssuerX500Principal().getName()).containsIgnoringCase("quaygate");
        assertThat(certificate.getSubjectAlternativeNames())
                .anyMatch(name -> name.contains("app.internal"));
        H1Response root = quaygate.admin().get("/v1/ca/root.pem");
        assertThat(root.status()).isEqualTo(200);
        assertThat(root.text()).contains("BEGIN CERTIFICATE").doesNotContain("PRIVATE KEY");
        Path file = quaygate.dir().resolve("root.pem");
        Files.writeString(file, root.text());
        String trusted = file.toString();
        assertThat(
                        openssl(
                                "-servername",
                                "app.internal",
                                "-verify_hostname",
                                "app.internal",
                                "-CAfile",
                                trusted))
                .contains("Verify return code: 0 (ok)");
        assertThat(openssl("-servername", "a.test", "-CAfile", trusted))
                .doesNotContain("Verify return code: 0 (ok)");
    }

    private static X509Certificate shown(String sni) throws IOException {
        try (var client = H1Client.tls(quaygate.https(), sni)) {
            return (X509Certificate) client.tls().getSession().getPeerCertificates()[0];
        } catch (SSLPeerUnverifiedException e) {
            throw new IOException(e);
        }
    }

    private static String openssl(String... arguments) {
        return OpensslClient.connect(quaygate.https(), arguments);
    }
}
