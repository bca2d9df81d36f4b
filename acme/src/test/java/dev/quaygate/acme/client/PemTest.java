package dev.quaygate.acme.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringWriter;
import java.security.GeneralSecurityException;
import java.security.interfaces.ECPrivateKey;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.util.io.pem.PemObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PemTest {
    @ParameterizedTest
    @EnumSource(names = {"P256", "P384", "RSA2048"})
    void readsBackTheKeyItWroteWithItsPublicHalf(KeyType type) throws Exception {
        var key = type.generate();

        var read = Pem.keyPair(Pem.of(key.getPrivate()));

        assertThat(read.getPublic()).isEqualTo(key.getPublic());
        assertThat(read.getPrivate()).isEqualTo(key.getPrivate());
    }

    @Test
    void readsTheOlderFormOfRsaKeys() throws Exception {
        var key = KeyType.RSA2048.generate();

        var read = AccountKeys.fromPem(pem(key));

        assertThat(read.getPublic()).isEqualTo(key.getPublic());
    }

    @Test
    void readsTheOlderFormOfEcKeys() throws Exception {
        var key = KeyType.P256.generate();
        var scalar = ((ECPrivateKey) key.getPrivate()).getS();
        var sec1 =
                new org.bouncycastle.asn1.sec.ECPrivateKey(
                        256, scalar, SECObjectIdentifiers.secp256r1);

        var read = AccountKeys.fromPem(pem(new PemObject("EC PRIVATE KEY", sec1.getEncoded())));

        assertThat(read.getPublic()).isEqualTo(key.getPublic());
    }

    private static String pem(Object value) throws IOException {
        var text = new StringWriter();
        try (var writer = new JcaPEMWriter(text)) {
            writer.writeObject(value);
        }
        return text.toString();
    }

    @Test
    void doesNotQuoteATextItCannotRead() {
        String broken =
                "-----BEGIN PRIVATE KEY-----\nc2VjcmV0LXNlY3JldA==\n-----END PRIVATE KEY-----\n";

        assertThatThrownBy(() -> Pem.keyPair(broken))
                .isInstanceOf(GeneralSecurityException.class)
                .hasNoCause()
                .hasMessageNotContaining("c2Vj")
                .hasMessageNotContaining("secret");
    }

    @Test
    void findsNoCertificateInOtherText() {
        assertThatThrownBy(() -> Pem.certificates("hello"))
                .isInstanceOf(GeneralSecurityException.class);
    }
}
