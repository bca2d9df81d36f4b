package dev.quaygate.acme.issue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.acme.client.SubjectNames;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlaceholderTest {
    @Test
    void saysWhoMadeItAndSignsItself() throws Exception {
        var now = Instant.parse("2026-11-24T12:00:00Z");

        var placeholder = Placeholder.of(List.of("a.example", "192.0.2.1"), now);

        var certificate = placeholder.leaf();
        assertThat(certificate.getIssuerX500Principal().getName())
                .isEqualTo("CN=Quaygate placeholder");
        assertThat(SubjectNames.of(certificate)).containsExactly("192.0.2.1", "a.example");
        assertThat(certificate.getNotBefore().toInstant()).isBefore(now);
        assertThat(certificate.getNotAfter().toInstant()).isAfter(now);
        certificate.verify(certificate.getPublicKey());
        assertThat(Placeholder.isOne(placeholder)).isTrue();
    }
}
