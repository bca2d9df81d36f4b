package dev.quaygate.acme.issue;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What authorities count certificates for: C16. */
final class RegisteredDomainTest {
    @ParameterizedTest
    @CsvSource({
        "a.b.example.com, example.com",
        "*.example.com, example.com",
        "example.com, example.com",
        "shop.example.co.uk, example.co.uk",
        "alice.github.io, alice.github.io",
        "www.alice.github.io, alice.github.io",
        "co.uk, co.uk",
        "printer, printer",
        "a.b.unlisted-tld, b.unlisted-tld",
        "203.0.113.7, 203.0.113.7",
        "2001:db8:1:2:3:4:5:6, 20010db800010002-64",
        "2001:db8:1:2::9, 20010db800010002-64"
    })
    void isWhatThePublicSuffixListSays(String name, String domain) {
        assertThat(RegisteredDomain.of(name)).isEqualTo(domain);
    }
}
