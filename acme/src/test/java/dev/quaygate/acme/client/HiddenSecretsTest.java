package dev.quaygate.acme.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quaygate.acme.challenge.Http01;
import dev.quaygate.acme.challenge.TlsAlpn01;
import dev.quaygate.acme.client.AcmeAuthorization.OfferedChallenge;
import dev.quaygate.acme.issue.Placeholder;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HiddenSecretsTest {
    private static final String SECRET = "c2VjcmV0c2VjcmV0c2VjcmV0";

    static Stream<Object> values() {
        var key = AccountKeys.generate();
        var url = URI.create("https://ca.example/1");
        return Stream.of(
                new AcmeAccount(url, key),
                AccountRequest.of(key),
                new ExternalAccountBinding("kid", SECRET),
                new AccountRequest(key, null, new ExternalAccountBinding("kid", SECRET)),
                new OfferedChallenge(url, "http-01", AcmeStatus.PENDING, SECRET, SECRET, null),
                new Http01("a.example", SECRET, SECRET),
                new TlsAlpn01("a.example", SECRET),
                Placeholder.of(List.of("a.example"), Instant.EPOCH));
    }

    @ParameterizedTest
    @MethodSource("values")
    void textFormsShowNoKeyAndNoToken(Object value) {
        assertThat(value.toString()).doesNotContain(SECRET, "PrivateKey", "Private-Key", "params");
    }

    @Test
    void aBrokenBindingKeyIsNotQuoted() {
        assertThatThrownBy(() -> new ExternalAccountBinding("kid", "sec!ret"))
                .hasMessageContaining("eab.key")
                .hasMessageNotContaining("sec!ret");
    }
}
