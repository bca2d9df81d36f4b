package dev.quaygate.acme.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.stream.LongStream;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;

/** RFC 5280 §5: lists of revoked certificates, of all sizes, whole and damaged. */
final class RevocationListTest {
    private static final KeyPair ISSUER = KeyType.P256.generate();
    private static final BigInteger LARGE =
            new BigInteger("04ab5e71aa0f21c4d90b3e7f12aa3d5c77e1", 16);

    private static byte[] list(LongStream serials, BigInteger... more)
            throws OperatorCreationException, IOException {
        var builder =
                new X509v2CRLBuilder(
                        new X500Name("CN=Test"), Date.from(Instant.parse("2026-11-24T12:00:00Z")));
        serials.forEach(
                one -> builder.addCRLEntry(BigInteger.valueOf(one), Date.from(Instant.EPOCH), 0));
        for (BigInteger one : more) {
            builder.addCRLEntry(one, Date.from(Instant.EPOCH), 4);
        }
        var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(ISSUER.getPrivate());
        return builder.build(signer).getEncoded();
    }

    @Test
    void findsWhatIsInItAndNothingElse() throws Exception {
        RevocationList list =
                RevocationList.of(list(LongStream.range(1000, 3000), LARGE), ISSUER.getPublic());

        assertThat(list.size()).isEqualTo(2001);
        assertThat(list.contains(BigInteger.valueOf(1000))).isTrue();
        assertThat(list.contains(BigInteger.valueOf(2999))).isTrue();
        assertThat(list.contains(LARGE)).isTrue();
        assertThat(list.contains(BigInteger.valueOf(3000))).isFalse();
        assertThat(list.contains(LARGE.add(BigInteger.ONE))).isFalse();
    }

    @Test
    void readsAnEmptyList() throws Exception {
        RevocationList list = RevocationList.of(list(LongStream.empty()), ISSUER.getPublic());

        assertThat(list.size()).isZero();
        assertThat(list.contains(BigInteger.ONE)).isFalse();
    }

    @Test
    void refusesAListOfAnotherSigner() throws Exception {
        byte[] der = list(LongStream.range(1, 5));
        var other = KeyType.P256.generate().getPublic();

        assertThatThrownBy(() -> RevocationList.of(der, other))
                .isInstanceOf(GeneralSecurityException.class)
                .hasMessageContaining("not signed by the issuer");
    }

    @Test
    void refusesAListThatIsCutOrChangedAnywhere() throws Exception {
        byte[] der = list(LongStream.range(1, 20));
        for (int i = 0; i < der.length; i++) {
            byte[] cut = Arrays.copyOf(der, i);
            byte[] changed = der.clone();
            changed[i] ^= 0x10;
            assertThatThrownBy(() -> RevocationList.of(cut, ISSUER.getPublic()))
                    .as("cut at %d", i)
                    .isInstanceOf(GeneralSecurityException.class);
            assertThatThrownBy(() -> RevocationList.of(changed, ISSUER.getPublic()))
                    .as("changed at %d", i)
                    .isInstanceOf(GeneralSecurityException.class);
        }
    }
}
