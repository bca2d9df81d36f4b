package dev.quaygate.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.proxy.settings.TlsSettings;
import dev.quaygate.proxy.settings.UnknownName;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** T1: exact name, then wildcard, then what the settings say for names that nobody knows. */
final class CertificateCatalogTest {
    private final CertificateCatalog catalog = new CertificateCatalog();

    private void publish(String id, String name) {
        catalog.publish(id, List.of(name), List.of(TestIdentity.certificate()), TestIdentity.key());
    }

    private void show(UnknownName unknownName) {
        TlsSettings standard = TlsSettings.DEFAULT;
        catalog.settings(
                new TlsSettings(
                        standard.min(),
                        standard.ciphers(),
                        standard.groups(),
                        standard.alpn(),
                        standard.ticketRotate(),
                        standard.ticketKeep(),
                        unknownName,
                        standard.strictHost()));
    }

    private Optional<String> forUnknown() {
        return catalog.findForUnknown().map(ServedCertificate::id);
    }

    @Test
    void findsTheExactNameBeforeTheWildcardAndNothingElse() {
        publish("wildcard", "*.ex");
        publish("exact", "A.ex");

        assertThat(catalog.find("a.ex").map(ServedCertificate::id)).contains("exact");
        assertThat(catalog.find("b.ex").map(ServedCertificate::id)).contains("wildcard");
        assertThat(catalog.find("c.b.ex")).isEmpty();
        assertThat(catalog.find("ex")).isEmpty();
        assertThat(forUnknown()).isEmpty();
    }

    @Test
    void hasOneForUnknownNamesWhileTheHostThatIsNamedHasOne() {
        show(new UnknownName.Show("www.ex"));
        assertThat(forUnknown()).isEmpty();

        publish("wildcard", "*.ex");
        assertThat(forUnknown()).contains("wildcard");

        publish("exact", "www.ex");
        assertThat(forUnknown()).contains("exact");

        catalog.withdraw("exact");
        catalog.withdraw("wildcard");
        assertThat(forUnknown()).isEmpty();
    }

    @Test
    void hasNoneAgainOnceUnknownNamesAreRefused() {
        publish("wildcard", "*.ex");
        show(new UnknownName.Show("*.ex"));
        assertThat(forUnknown()).contains("wildcard");

        show(new UnknownName.Refuse());
        assertThat(forUnknown()).isEmpty();
    }
}
