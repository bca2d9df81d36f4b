package dev.quaygate.proxy.observe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedactionTest {
    private final Redaction redaction = new Redaction(Redaction.DEFAULT);

    @ParameterizedTest
    @CsvSource({
        "'', ''",
        "?, ?",
        "?a=1&b=2, ?a=1&b=2",
        "?token=x, ?token=REDACTED",
        "?token=, ?token=REDACTED",
        "?token, ?token",
        "?TOKEN=x&a=1, ?TOKEN=REDACTED&a=1",
        "?a=1;code=x;b=2, ?a=1;code=REDACTED;b=2",
        "?tok%65n=x, ?tok%65n=REDACTED",
        "?tok%zzn=x, ?tok%zzn=x",
        "?token=a=b&token=c, ?token=REDACTED&token=REDACTED",
        "?xtoken=1&tokenx=2, ?xtoken=1&tokenx=2",
        "token=x, token=REDACTED",
    })
    void hidesValuesByName(String query, String expected) {
        assertThat(redaction.query(query)).isEqualTo(expected);
    }

    @Test
    void hidesValuesInTheQueryOfAUrlAndNothingElse() {
        assertThat(redaction.url("https://a/token=x?token=y#f"))
                .isEqualTo("https://a/token=x?token=REDACTED#f");
        assertThat(redaction.url("https://a/x")).isEqualTo("https://a/x");
    }

    @Test
    void makesNoCopyOfAQueryWithoutSecrets() {
        String query = "?a=1&b=2";

        assertThat(redaction.query(query)).isSameAs(query);
    }
}
