package dev.quaygate.acme.challenge.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

/** Against signatures made by another implementation of the same rules. */
final class AwsSignatureTest {
    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");

    @Test
    void signsMethodPathBodyAndTime() {
        var signature =
                new AwsSignature(
                        "AKIDEXAMPLE",
                        "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
                        "",
                        InstantSource.fixed(NOW));

        assertThat(
                        signature.fields(
                                "POST",
                                "route53.amazonaws.com",
                                "/2013-04-01/hostedzone/Z1/rrset/",
                                "",
                                "<x/>"))
                .containsEntry("x-amz-date", "20261128T120000Z")
                .containsEntry(
                        "Authorization",
                        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261128/us-east-1/route53/"
                                + "aws4_request, SignedHeaders=host;x-amz-date, Signature="
                                + "3a3c9bdb44f2530112dd22fbb9557872c741315fc7859194b11f6e928d17f1c4");
    }

    @Test
    void temporaryCredentialsAreSignedWithTheirToken() {
        var signature = new AwsSignature("A", "s", "token-1", InstantSource.fixed(NOW));

        assertThat(signature.fields("GET", "h", "/", "", ""))
                .containsEntry("x-amz-security-token", "token-1")
                .extractingByKey("Authorization")
                .asString()
                .contains("SignedHeaders=host;x-amz-date;x-amz-security-token,");
    }
}
