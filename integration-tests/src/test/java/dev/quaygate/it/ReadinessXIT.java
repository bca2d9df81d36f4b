package dev.quaygate.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.it.harness.Quaygate;
import dev.quaygate.it.wire.H1Client;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** O10: ready means that every internal name can be served, and not before. */
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class ReadinessXIT {
    private static final int HOSTS = 30;

    @Test
    void isReadyOnlyWhenTheCertificatesOfOurOwnAuthorityAreThere() throws IOException {
        String routes =
                IntStream.range(0, HOSTS)
                        .mapToObj(i ->
                                "  - {host: h%d.internal, tls: internal, respond: {status: 200}}\n"
                                        .formatted(i))
                        .collect(Collectors.joining());
        try (var quaygate =
                Quaygate.launchIn(Quaygate.temporaryFolder(), "routes:\n" + routes, Map.of())) {
            quaygate.awaitReady();

            for (int i = HOSTS - 1; i >= 0; i--) {
                try (var client = H1Client.tls(quaygate.https(), "h" + i + ".internal")) {
                    var shown =
                            (X509Certificate) client.tls().getSession().getPeerCertificates()[0];
                    assertThat(shown.getIssuerX500Principal().getName())
                            .containsIgnoringCase("quaygate");
                }
            }
            assertThat(quaygate.output()).doesNotContain("is late");
        }
    }
}
