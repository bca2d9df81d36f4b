package dev.quaygate.acme.issue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InternalNamesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "app.localhost",
                "A.B.internal",
                "*.b.internal",
                "printer.home.arpa",
                "10.255.0.1",
                "172.31.255.255",
                "127.0.0.1",
                "::1"
            })
    void allowsWhatCanNeverBePublic(String name) {
        assertThat(InternalNames.of(InternalNames.DEFAULTS).allows(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"example.com", "internal", "xinternal", "172.32.0.0", "11.0.0.1", "::2"})
    void refusesTheRest(String name) {
        assertThat(InternalNames.of(InternalNames.DEFAULTS).allows(name)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "*", "a b", "10.0.0.0/33", "10.0.0.0/x", "300.1.1.1", "a/b"})
    void namesTheEntryItCannotRead(String entry) {
        assertThatThrownBy(() -> InternalNames.of(List.of(entry)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("internal.names: '" + entry + "'");
    }
}
