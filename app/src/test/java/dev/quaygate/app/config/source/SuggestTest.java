package dev.quaygate.app.config.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SuggestTest {
    private static final List<String> ROUTE =
            List.of("name", "host", "path", "priority", "to", "redirect", "health", "maxBody");

    @ParameterizedTest
    @CsvSource({
        "helth,health",
        "haelth,health",
        "max_body,maxBody",
        "Host,host",
        "proxy_pass,to",
        "upstream,to",
        "healthCheck,health",
        "server_name,host"
    })
    void findsTheWordThatWasMeant(String written, String meant) {
        assertThat(Suggest.nearest(written, ROUTE)).contains(meant);
    }

    @Test
    void saysNothingWhenNothingIsNear() {
        assertThat(Suggest.nearest("nonsense", ROUTE)).isEmpty();
    }

    @Test
    void exchangedNeighboursAreOneStep() {
        assertThat(Suggest.distance("ab", "ba", 3)).isEqualTo(1);
        assertThat(Suggest.distance("kitten", "sitting", 7)).isEqualTo(3);
        assertThat(Suggest.distance("a", "abcdef", 2)).isEqualTo(3);
    }
}
