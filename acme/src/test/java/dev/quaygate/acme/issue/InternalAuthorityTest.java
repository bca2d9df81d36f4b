package dev.quaygate.acme.issue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quaygate.acme.client.CertId;
import dev.quaygate.acme.client.CertifiedKey;
import dev.quaygate.acme.client.KeyType;
import dev.quaygate.acme.client.Pem;
import dev.quaygate.acme.client.SubjectNames;
import dev.quaygate.acme.issue.InternalAuthority.Purpose;
import java.io.IOException;
import java.security.SecureRandom;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.Test;

/** Guards T14. */
class InternalAuthorityTest {
    private final InMemoryFiles files = new InMemoryFiles();
    private Instant now = Instant.parse("2026-11-24T12:00:00Z");

    @Test
    void issuesForInternalNamesUnderARootThatVerifiesThem() throws Exception {
        var authority = authority(InternalNames.DEFAULTS);

        var issued =
                issue(authority, "localhost", "db.internal", "*.dev.internal", "10.1.2.3", "::1");

        verify(issued.chain(), authority.root());
        assertThat(SubjectNames.of(issued.leaf()))
                .containsExactlyInAnyOrder(
                        "localhost",
                        "db.internal",
                        "*.dev.internal",
                        "10.1.2.3",
                        "0:0:0:0:0:0:0:1");
        assertThat(issued.leaf().getNotAfter().toInstant()).isEqualTo(now.plus(Duration.ofDays(7)));
        assertThat(issued.leaf().getExtendedKeyUsage())
                .containsExactly(KeyPurposeId.id_kp_serverAuth.getId());
        assertThat(CertId.of(issued.leaf())).isPresent();
    }

    @Test
    void makesItsKeysOnceAndFindsThemAfterARestart() throws Exception {
        var first = authority(InternalNames.DEFAULTS);
        var before = issue(first, "localhost");

        var second = authority(InternalNames.DEFAULTS);
        var after = issue(second, "localhost");

        assertThat(second.rootPem()).isEqualTo(first.rootPem());
        assertThat(after.chain().getLast()).isEqualTo(before.chain().getLast());
        assertThat(after.leaf()).isNotEqualTo(before.leaf());
    }

    @Test
    void refusesAPublicName() {
        assertThatThrownBy(() -> issue(authority(InternalNames.DEFAULTS), "shop.example"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'shop.example' is not an internal name");
    }

    @Test
    void aStolenIntermediateKeyForgesNoPublicName() throws Exception {
        var authority = authority(List.of("*.internal", "10.0.0.0/8"));
        issue(authority, "a.internal");
        var stolen =
                new AuthorityPems(files)
                        .certifiedKey(
                                InternalAuthority.INTERMEDIATE, InternalAuthority.INTERMEDIATE_KEY)
                        .orElseThrow();
        var maker = new AuthorityCertificates(() -> now, new SecureRandom());

        for (String name : List.of("bank.example", "192.0.2.1", "2001:db8::1")) {
            var forged =
                    maker.leaf(
                            stolen,
                            List.of(name),
                            KeyType.P256.generate(),
                            Duration.ofDays(1),
                            KeyPurposeId.id_kp_serverAuth);
            assertThatThrownBy(() -> verify(forged.chain(), authority.root()))
                    .as(name)
                    .isInstanceOf(CertPathValidatorException.class)
                    .hasMessageContaining("onstraint");
        }
    }

    @Test
    void renewsTheIntermediateAtTwoThirdsOfItsLifeUnderTheSameRoot() throws Exception {
        var authority = authority(InternalNames.DEFAULTS);
        var first = issue(authority, "localhost").chain().getLast();

        now = now.plus(Duration.ofDays(240));
        var kept = issue(authority, "localhost").chain().getLast();
        now = now.plus(Duration.ofDays(10));
        var renewed = issue(authority, "localhost");

        assertThat(kept).isEqualTo(first);
        assertThat(renewed.chain().getLast()).isNotEqualTo(first);
        verify(renewed.chain(), authority.root());
    }

    @Test
    void usesTheIntermediateToItsEndWhenTheRootKeyWasTakenAway() throws Exception {
        issue(authority(InternalNames.DEFAULTS), "localhost");
        files.delete(InternalAuthority.ROOT_KEY);
        var authority = authority(InternalNames.DEFAULTS);

        now = now.plus(Duration.ofDays(300));
        verify(issue(authority, "localhost").chain(), authority.root());
        now = now.plus(Duration.ofDays(64));
        var last = issue(authority, "localhost");

        verify(last.chain(), authority.root());
        assertThat(last.leaf().getNotAfter()).isEqualTo(last.chain().getLast().getNotAfter());
        now = now.plus(Duration.ofDays(2));
        assertThatThrownBy(() -> issue(authority, "localhost"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("put the root key back");
    }

    @Test
    void withoutTheRootKeyIssuesOnlyNamesThatTheOldListHeld() throws Exception {
        issue(authority(List.of("localhost", "10.0.0.0/8")), "localhost");
        files.delete(InternalAuthority.ROOT_KEY);

        var authority = authority(List.of("localhost", "*.corp", "10.0.0.0/8", "::1"));

        verify(issue(authority, "localhost", "10.2.3.4").chain(), authority.root());
        for (String name : List.of("a.corp", "::1")) {
            assertThatThrownBy(() -> issue(authority, "localhost", name))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("the present one is not for [localhost, " + name + "]");
        }
    }

    @Test
    void replacesADamagedIntermediateButNeverADamagedRoot() throws Exception {
        var authority = authority(InternalNames.DEFAULTS);
        issue(authority, "localhost");

        files.write(
                InternalAuthority.INTERMEDIATE_KEY, Pem.of(KeyType.P256.generate().getPrivate()));
        var issued = issue(authority, "localhost");
        verify(issued.chain(), authority.root());
        files.write(InternalAuthority.ROOT, "garbage");

        assertThatThrownBy(() -> issue(authority, "localhost"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("root.pem cannot be read");
    }

    @Test
    void followsAChangedListOfNames() throws Exception {
        issue(authority(List.of("localhost")), "localhost");

        var authority = authority(List.of("localhost", "*.corp"));
        var issued = issue(authority, "a.corp");

        verify(issued.chain(), authority.root());
    }

    @Test
    void issuesClientCertificatesThatAreNoServerCertificates() throws Exception {
        var issued =
                authority(InternalNames.DEFAULTS)
                        .issue(
                                List.of("proxy.internal"),
                                KeyType.RSA2048,
                                Duration.ofDays(1),
                                Purpose.CLIENT);

        assertThat(issued.leaf().getExtendedKeyUsage())
                .containsExactly(KeyPurposeId.id_kp_clientAuth.getId());
    }

    private InternalAuthority authority(List<String> names) {
        return new InternalAuthority(files, InternalNames.of(names), () -> now, new SecureRandom());
    }

    private static CertifiedKey issue(InternalAuthority authority, String... names)
            throws IOException {
        return authority.issue(
                List.of(names), KeyType.P256, InternalAuthority.DEFAULT_LIFE, Purpose.SERVER);
    }

    private void verify(List<X509Certificate> chain, X509Certificate root) throws Exception {
        var parameters = new PKIXParameters(Set.of(new TrustAnchor(root, null)));
        parameters.setRevocationEnabled(false);
        parameters.setDate(Date.from(now));
        CertPathValidator.getInstance("PKIX")
                .validate(
                        CertificateFactory.getInstance("X.509").generateCertPath(chain),
                        parameters);
    }
}
