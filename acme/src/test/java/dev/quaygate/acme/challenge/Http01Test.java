package dev.quaygate.acme.challenge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Http01Test {
    @Test
    void isAnsweredBelowTheWellKnownPath() {
        assertThat(new Http01("a.example", "tok_EN-1", "x").path())
                .isEqualTo("/.well-known/acme-challenge/tok_EN-1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "../x", "a/b", "a.b", "a b", "ä"})
    void refusesATokenOutsideItsAlphabet(String token) {
        assertThatThrownBy(() -> new Http01("a.example", token, "x"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("token:");
    }
}
