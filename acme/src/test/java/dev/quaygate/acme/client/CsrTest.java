package dev.quaygate.acme.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CsrTest {
    @ParameterizedTest
    @EnumSource(names = {"P256", "P384", "RSA2048"})
    void carriesTheNamesInItsSanOnlyAndIsSignedByItsKey(KeyType type) throws Exception {
        var key = type.generate();

        var csr =
                new JcaPKCS10CertificationRequest(
                        Csr.der(
                                List.of("WWW.example", "*.a.example", "192.0.2.7", "2001:db8::1"),
                                key));

        assertThat(csr.getSubject().getRDNs()).isEmpty();
        assertThat(csr.getPublicKey()).isEqualTo(key.getPublic());
        assertThat(
                        csr.isSignatureValid(
                                new JcaContentVerifierProviderBuilder().build(key.getPublic())))
                .isTrue();
        var names =
                GeneralNames.fromExtensions(
                        csr.getRequestedExtensions(), Extension.subjectAlternativeName);
        assertThat(names.getNames())
                .extracting(Object::toString)
                .containsExactlyInAnyOrder(
                        "2: www.example",
                        "2: *.a.example",
                        "7: #c0000207",
                        "7: #20010db8000000000000000000000001");
    }
}
