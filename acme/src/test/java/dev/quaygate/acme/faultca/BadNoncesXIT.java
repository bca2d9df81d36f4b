package dev.quaygate.acme.faultca;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.acme.CertificatePolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** AF4: an authority that refuses half, then nine of ten, of all nonces. */
final class BadNoncesXIT {
    @TempDir private Path directory;

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 0.9})
    void issuesEveryCertificateWhenNoncesAreRefused(double probability) throws Exception {
        int names = FullForm.of(100, 3);
        try (Lab lab = Lab.at(directory)) {
            Authority ca = lab.https("ca", CaSettings.defaults().withoutRenewalInfo());
            var refused = new Fault.Problem(400, "badNonce", "not ours", null);
            var random = new Random(7);
            for (Endpoint endpoint : Endpoint.values()) {
                if (endpoint != Endpoint.DIRECTORY && endpoint != Endpoint.NEW_NONCE) {
                    ca.script().on(endpoint, new When.Chance(probability, random), refused);
                }
            }
            List<CertificatePolicy> policies = new ArrayList<>();
            for (int i = 0; i < names; i++) {
                policies.add(lab.policy("n" + i + ".example.com", "ca"));
            }
            lab.life().configure(policies.toArray(CertificatePolicy[]::new));

            lab.life().run(Duration.ofMinutes(10));

            int orders = ca.ledger().orders().size();
            System.out.printf(
                    "AF4: %.0f %% of nonces refused (%d): %d of %d issued, %d orders, %d requests%n",
                    probability * 100,
                    ca.script().applied(),
                    lab.life().served().size(),
                    names,
                    orders,
                    ca.ledger().count());
            assertThat(lab.life().served()).hasSize(names);
            assertThat(orders).isEqualTo(names);
        }
    }
}
