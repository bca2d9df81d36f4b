package dev.quaygate.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.it.harness.Behaviours;
import dev.quaygate.it.harness.OpensslClient;
import dev.quaygate.it.harness.Quaygate;
import dev.quaygate.it.harness.RecordingUpstream;
import dev.quaygate.it.harness.TestPki;
import dev.quaygate.it.wire.H1Client;
import dev.quaygate.it.wire.H1Response;
import dev.quaygate.it.wire.H2Client;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * T1 T7: the exact name's certificate, then the wildcard's, then the one of {@code
 * tls.unknownName}, and without that none (RFC 6066 §3).
 */
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class CertificateByNameXIT {
    private static final String NONE = "no peer certificate available";

    private static RecordingUpstream upstream;
    private static TestPki.Pair exact;
    private static TestPki.Pair wildcard;
    private static TestPki.Pair fallback;

    @BeforeAll
    static void start() {
        upstream = RecordingUpstream.answering(Behaviours.named("app"));
        Path folder = Quaygate.temporaryFolder();
        TestPki pki = TestPki.in(folder);
        exact = pki.issue("a.ex");
        wildcard = pki.issue("*.ex");
        fallback = pki.issue("default.test");
    }

    @AfterAll
    static void stop() {
        upstream.close();
    }

    private static String yaml(String unknownName) {
        return """
        tls: {unknownName: %s}
        routes:
          - {name: exact, host: a.ex, tls: %s, to: %5$d}
          - {name: wildcard, host: '*.ex', tls: %3$s, to: %5$d}
          - {name: default, host: default.test, tls: %4$s, to: %5$d}
          - {name: any, host: '*', path: /any/*, to: %5$d}
        """
                .formatted(
                        unknownName,
                        files(exact),
                        files(wildcard),
                        files(fallback),
                        upstream.port());
    }

    private static String files(TestPki.Pair pair) {
        return "{cert: '%s', key: 'file:%s'}".formatted(pair.cert(), pair.key());
    }

    @Test
    void showsTheExactNamesThenTheWildcardsThenTheDefaultCertificate() {
        try (var quaygate = Quaygate.start(yaml("default.test"))) {
            assertThat(shown(quaygate, "-servername", "a.ex")).contains("CN = a.ex\n");
            assertThat(shown(quaygate, "-servername", "A.eX")).contains("CN = a.ex\n");
            assertThat(shown(quaygate, "-servername", "b.ex")).contains("CN = *.ex\n");
            assertThat(shown(quaygate, "-servername", "unknown.test"))
                    .contains("CN = default.test\n");
            assertThat(shown(quaygate, "-servername", "b.a.ex")).contains("CN = default.test\n");
            assertThat(shown(quaygate, "-servername", "ex")).contains("CN = default.test\n");
            assertThat(shown(quaygate, "-noservername")).contains("CN = default.test\n");
        }
    }

    @Test
    void routesWhoCameByTheDefaultCertificateByHisOwnNameAndNobodyElses() throws IOException {
        try (var quaygate = Quaygate.start(yaml("default.test"));
                var h1 = H1Client.tls(quaygate.https(), "unknown.test");
                var h2 = H2Client.connect(quaygate.https(), "unknown.test")) {
            H1Response lost = h1.get("unknown.test", "/").read();

            assertThat(lost.status()).isEqualTo(404);
            assertThat(lost.cause()).isEqualTo("no_route");
            assertThat(h1.get("unknown.test", "/any/x").read().status()).isEqualTo(200);
            assertThat(h2.exchange("default.test", "/").status()).isEqualTo(200);
            assertThat(h2.exchange("a.ex", "/").status()).isEqualTo(421);
        }
    }

    @Test
    void changesWithAReloadForTheNextHandshakeOnly() throws IOException {
        try (var quaygate = Quaygate.start(yaml("refuse"))) {
            assertThat(shown(quaygate, "-servername", "unknown.test"))
                    .contains(NONE, "unrecognized name");
            assertThat(shown(quaygate, "-noservername")).contains(NONE);

            quaygate.apply(yaml("b.ex"));
            assertThat(shown(quaygate, "-servername", "unknown.test")).contains("CN = *.ex\n");
            try (var open = H1Client.tls(quaygate.https(), "unknown.test")) {
                assertThat(open.get("unknown.test", "/any/x").read().status()).isEqualTo(200);

                quaygate.apply(yaml("refuse"));
                assertThat(shown(quaygate, "-servername", "unknown.test")).contains(NONE);
                assertThat(shown(quaygate, "-servername", "a.ex")).contains("CN = a.ex\n");
                assertThat(open.get("unknown.test", "/any/x").read().status()).isEqualTo(200);
            }
        }
    }

    private static String shown(Quaygate quaygate, String... arguments) {
        return OpensslClient.connect(quaygate.https(), arguments);
    }
}
