package dev.quaygate.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quaygate.acme.pebble.PebbleOptions;
import dev.quaygate.it.harness.AcmeStage;
import dev.quaygate.it.harness.Exposition;
import dev.quaygate.it.harness.Quaygate;
import dev.quaygate.it.wire.H1Client;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** C17 C24: the authority is gone until the certificate's life is over. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class CertificatesEndXIT {
    private static final int LIFE = 30;

    @Test
    void speaksUpOnceAtEachThresholdThenRefusesInsteadOfServingWhatHasExpired() throws Exception {
        try (var stage = AcmeStage.open(PebbleOptions.DEFAULTS.validitySeconds(LIFE));
                var quaygate = stage.start(stage.yaml("", "a.test"))) {
            stage.awaitIssued(quaygate, "a.test");
            List<X509Certificate> chain = stage.shown("a.test");
            stage.endAuthority();
            double before = left(quaygate);

            Awaitility.await()
                    .atMost(Duration.ofSeconds(40))
                    .until(() -> !alerts(quaygate).isEmpty());
            assertThat(left(quaygate)).isLessThan(before);
            assertThat(stage.shown("a.test")).isEqualTo(chain);
            assertThat(quaygate.admin().get("/readyz").status()).isEqualTo(200);

            Awaitility.await()
                    .atMost(Duration.ofSeconds(40))
                    .until(() -> alerts(quaygate).size() == 4);
            assertThatThrownBy(() -> H1Client.tls(stage.https(), "a.test"))
                    .rootCause()
                    .hasMessageContaining("handshake_failure");
            assertThat(quaygate.awaitLine(line -> line.cause().equals("tls_no_certificate")).json())
                    .contains("a.test");
            assertThat(quaygate.admin().get("/readyz").text())
                    .contains("certificate a.test has expired");
            assertThat(alerts(quaygate)).doesNotHaveDuplicates().hasSize(4);
        }
    }

    private static double left(Quaygate quaygate) throws IOException {
        return Exposition.read(quaygate.admin().get("/metrics").text())
                .samples()
                .entrySet()
                .stream()
                .filter(one -> one.getKey().startsWith("quaygate_certificate_life_left_ratio{"))
                .mapToDouble(one -> one.getValue())
                .findFirst()
                .orElseThrow();
    }

    /** The share of the life that each alert named. */
    private static List<String> alerts(Quaygate quaygate) {
        return quaygate.output()
                .lines()
                .filter(line -> line.contains("certificate.alert"))
                .map(line -> line.replaceAll(".*lifeLeft=([0-9.E-]+).*", "$1"))
                .toList();
    }
}
