package dev.quaygate.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.proxy.tls.CertificateCatalog;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** T14: self-signed until the real one arrives, and never after. */
class PlaceholdersTest {
    private final CertificateCatalog catalog = new CertificateCatalog();
    private final Placeholders placeholders = new Placeholders(catalog, InstantSource.system());

    @Test
    void standInUntilARealCertificateCoversTheName() {
        placeholders.configure(Map.of("set", List.of("a.example.com", "b.example.com")));
        assertThat(catalog.find("a.example.com")).isPresent();
        assertThat(placeholders.names()).containsExactly("a.example.com", "b.example.com");

        placeholders.cover("other", List.of("a.example.com"));
        assertThat(placeholders.names()).containsExactly("b.example.com");

        placeholders.cover("set", List.of("a.example.com", "b.example.com"));
        assertThat(placeholders.names()).isEmpty();
        assertThat(catalog.find("b.example.com")).isEmpty();
    }

    @Test
    void areNotMadeForNamesUnderAWildcardThatIsThere() {
        placeholders.cover("wild", List.of("*.example.com"));

        placeholders.configure(Map.of("set", List.of("a.example.com", "example.com")));

        assertThat(placeholders.names()).containsExactly("example.com");
    }

    @Test
    void goWithTheirRoute() {
        placeholders.configure(Map.of("set", List.of("a.example.com")));

        placeholders.configure(Map.of());

        assertThat(catalog.find("a.example.com")).isEmpty();
    }
}
