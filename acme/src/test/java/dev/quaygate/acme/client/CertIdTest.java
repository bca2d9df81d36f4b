package dev.quaygate.acme.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;

class CertIdTest {
    @Test
    void matchesTheExampleOfRfc9773() throws Exception {
        byte[] keyId = HexFormat.of().parseHex("69885b6b87464041e1b37b847ba0ae2cde01c8d4");

        var id = CertId.of(withAuthorityKeyId(keyId, new BigInteger("87654321", 16)));

        assertThat(id).contains(new CertId("aYhba4dGQEHhs3uEe6CuLN4ByNQ.AIdlQyE"));
    }

    private static X509Certificate withAuthorityKeyId(byte[] keyId, BigInteger serial)
            throws Exception {
        var key = KeyType.P256.generate();
        var name = new X500Name("CN=x");
        var start = Instant.parse("2026-01-01T00:00:00Z");
        var builder =
                new JcaX509v3CertificateBuilder(
                        name,
                        serial,
                        Date.from(start),
                        Date.from(start.plusSeconds(60)),
                        name,
                        key.getPublic());
        builder.addExtension(
                Extension.authorityKeyIdentifier, false, new AuthorityKeyIdentifier(keyId));
        return new JcaX509CertificateConverter()
                .getCertificate(
                        builder.build(
                                new JcaContentSignerBuilder("SHA256withECDSA")
                                        .build(key.getPrivate())));
    }
}
