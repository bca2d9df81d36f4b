package dev.quaygate.acme.challenge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.acme.client.SubjectNames;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import org.bouncycastle.asn1.ASN1OctetString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TlsAlpn01Test {
    private static final String ACME_IDENTIFIER = "1.3.6.1.5.5.7.1.31";
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

    @Test
    void provesTheKeyAuthorizationInACriticalExtensionWithAnEcKey() throws Exception {
        var certificate = new TlsAlpn01("a.example", "token.thumb").certificate(NOW).leaf();

        assertThat(certificate.getPublicKey().getAlgorithm()).isEqualTo("EC");
        assertThat(SubjectNames.of(certificate)).containsExactly("a.example");
        assertThat(certificate.getCriticalExtensionOIDs()).contains(ACME_IDENTIFIER);
        // RFC 8737 §3: an OCTET STRING of 32 bytes within the extension's own one.
        var outer = ASN1OctetString.getInstance(certificate.getExtensionValue(ACME_IDENTIFIER));
        assertThat(ASN1OctetString.getInstance(outer.getOctets()).getOctets())
                .isEqualTo(
                        MessageDigest.getInstance("SHA-256")
                                .digest("token.thumb".getBytes(StandardCharsets.US_ASCII)));
        certificate.verify(certificate.getPublicKey());
    }

    @ParameterizedTest
    @CsvSource({
        "a.example, a.example",
        "192.0.2.7, 7.2.0.192.in-addr.arpa",
        "2001:db8::1, 1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa"
    })
    void expectsTheReverseNameOfAnAddress(String name, String serverName) {
        assertThat(new TlsAlpn01(name, "x").serverName()).isEqualTo(serverName);
    }
}
