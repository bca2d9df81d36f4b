package dev.quaygate.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quaygate.proxy.settings.TlsSettings;
import dev.quaygate.proxy.settings.UnknownName;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * T1: exact name, then wildcard, then what the settings say for names that nobody knows. T4: two
 * certificates with different keys serve one name.
 */
final class CertificateCatalogTest {
    private static final List<X509Certificate> CHAIN = List.of(TestIdentity.certificate());
    private static final PrivateKey KEY = TestIdentity.key();

    private final CertificateCatalog catalog = new CertificateCatalog();

    private void publish(String id, String... names) {
        catalog.publish(id, List.of(names), CHAIN, KEY);
    }

    private void publishRsa(String id, String... names) {
        catalog.publish(
                id, List.of(names), List.of(TestIdentity.rsaCertificate()), TestIdentity.rsaKey());
    }

    private List<String> find(String name) {
        return catalog.find(name).map(ServedCertificate::ids).orElse(List.of());
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

    private List<String> forUnknown() {
        return catalog.findForUnknown().map(ServedCertificate::ids).orElse(List.of());
    }

    @Test
    void findsTheExactNameBeforeTheWildcardAndNothingElse() {
        publish("wildcard", "*.ex");
        publish("exact", "A.ex");

        assertThat(find("a.ex")).containsExactly("exact");
        assertThat(find("b.ex")).containsExactly("wildcard");
        assertThat(catalog.find("c.b.ex")).isEmpty();
        assertThat(catalog.find("ex")).isEmpty();
        assertThat(forUnknown()).isEmpty();
    }

    @Test
    void hasOneForUnknownNamesWhileTheHostThatIsNamedHasOne() {
        show(new UnknownName.Show("www.ex"));
        assertThat(forUnknown()).isEmpty();

        publish("wildcard", "*.ex");
        assertThat(forUnknown()).containsExactly("wildcard");

        publish("exact", "www.ex");
        assertThat(forUnknown()).containsExactly("exact");

        catalog.withdraw("exact");
        catalog.withdraw("wildcard");
        assertThat(forUnknown()).isEmpty();
    }

    @Test
    void hasNoneAgainOnceUnknownNamesAreRefused() {
        publish("wildcard", "*.ex");
        show(new UnknownName.Show("*.ex"));
        assertThat(forUnknown()).containsExactly("wildcard");

        show(new UnknownName.Refuse());
        assertThat(forUnknown()).isEmpty();
    }

    @Test
    void servesANameByOneOfEachKindOfKeyWhicheverCameFirst() {
        publishRsa("rsa", "a.ex", "b.ex");
        publish("ec", "a.ex", "c.ex");

        assertThat(find("a.ex")).containsExactly("ec", "rsa");
        assertThat(find("b.ex")).containsExactly("rsa");
        assertThat(find("c.ex")).containsExactly("ec");
        ServedCertificate both = catalog.find("a.ex").orElseThrow();
        assertThat(both.test("a.ex")).isTrue();
        assertThat(both.test("b.ex")).as("the client may have seen the other one").isFalse();
    }

    @Test
    void swapsOneHalfAlone() {
        publish("ec", "a.ex");
        publishRsa("rsa", "a.ex");
        ServedCertificate before = catalog.find("a.ex").orElseThrow();

        publish("other", "z.ex");
        assertThat(catalog.find("a.ex")).as("no new context").containsSame(before);

        publishRsa("rsa", "a.ex");
        assertThat(find("a.ex")).containsExactly("ec", "rsa");
        assertThat(catalog.find("a.ex").orElseThrow()).isNotSameAs(before);

        catalog.withdraw("ec");
        assertThat(find("a.ex")).containsExactly("rsa");
        catalog.withdraw("rsa");
        assertThat(find("a.ex")).isEmpty();
    }

    @Test
    void ofTheSameKindTheLaterWinsAndTheEarlierComesBack() {
        publish("old", "a.ex");
        publish("new", "a.ex");
        publishRsa("rsa", "a.ex");

        assertThat(find("a.ex")).containsExactly("new", "rsa");
        catalog.withdraw("new");
        assertThat(find("a.ex")).containsExactly("old", "rsa");
    }

    @Test
    void aCertificateThatIsWantedStandsAloneBeforeWhatIsLeftOverAndBeforeStandIns() {
        catalog.publishStandIn("self-signed", List.of("a.ex"), CHAIN, KEY);
        assertThat(catalog.find("a.ex").orElseThrow().isStandIn()).isTrue();

        catalog.publishLeftOver("unused", List.of("a.ex"), CHAIN, KEY);
        assertThat(find("a.ex")).containsExactly("unused");

        publishRsa("wanted", "a.ex");
        catalog.publishLeftOver("unused", List.of("a.ex"), CHAIN, KEY);
        catalog.publishStandIn("self-signed", List.of("a.ex"), CHAIN, KEY);
        assertThat(find("a.ex")).containsExactly("wanted");

        catalog.withdraw("wanted");
        assertThat(find("a.ex")).containsExactly("unused");
    }

    @Test
    void aHandshakeUsesBothHalves() {
        publish("ec", "a.ex");
        publishRsa("rsa", "a.ex");
        publish("other", "b.ex");

        catalog.find("a.ex").orElseThrow().use();

        assertThat(catalog.takeUsed()).containsExactlyInAnyOrder("ec", "rsa");
        assertThat(catalog.takeUsed()).isEmpty();
    }

    @Test
    void keepsBothHalvesWhenTheSettingsChange() {
        publish("ec", "a.ex");
        publishRsa("rsa", "a.ex");

        show(new UnknownName.Show("a.ex"));

        assertThat(find("a.ex")).containsExactly("ec", "rsa");
        assertThat(forUnknown()).containsExactly("ec", "rsa");
    }

    @Test
    void refusesAKeyThatIsNotTheLeafsAndServesWhatItServed() {
        publish("ec", "a.ex");

        assertThatThrownBy(
                        () -> catalog.publish("ec", List.of("a.ex"), CHAIN, TestIdentity.rsaKey()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ec cannot be served");

        assertThat(find("a.ex")).containsExactly("ec");
    }
}
