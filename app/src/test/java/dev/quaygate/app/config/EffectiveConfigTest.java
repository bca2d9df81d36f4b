package dev.quaygate.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Guards A8: all defaults with their origin, and a dump that loads to itself. */
final class EffectiveConfigTest {
    static List<Path> samples() {
        return Samples.in(Samples.DIRECTORY);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void dumpLoadsToTheSameDumpAndTheSameSettings(Path sample) {
        Configuration first =
                Yaml.good(ConfigLoader.load(ConfigRequest.of(sample, Samples.ENVIRONMENT)));

        Configuration second =
                Yaml.good(Yaml.load(first.effective().yaml(true), Samples.ENVIRONMENT));

        assertThat(second.effective().yaml(false)).isEqualTo(first.effective().yaml(false));
        assertThat(second.proxy().pools()).isEqualTo(first.proxy().pools());
        assertThat(second.proxy().listeners()).isEqualTo(first.proxy().listeners());
        assertThat(second.certificates()).isEqualTo(first.certificates());
        assertThat(second.admin()).isEqualTo(first.admin());
        assertThat(second.storage()).isEqualTo(first.storage());
        assertThat(second.proxy().routes()).hasSameSizeAs(first.proxy().routes());
    }

    @Test
    void eachValueSaysWhereItComesFrom() {
        String dump =
                Yaml.good(
                                """
                                timeouts: {connect: 1s}
                                routes: [{host: a.example.com, to: "${PORT:-3000}"}]
                                """)
                        .effective()
                        .yaml(true);

        assertThat(dump)
                .contains("connect: 1s  # /nonexistent/quaygate.yaml:1\n")
                .contains("response: 60s  # default\n")
                .contains("to: 3000  # /nonexistent/quaygate.yaml:2 from ${PORT:-3000}\n");
    }
}
