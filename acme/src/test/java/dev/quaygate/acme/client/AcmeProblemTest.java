package dev.quaygate.acme.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.acme.client.AcmeProblem.Subproblem;
import java.util.List;
import org.junit.jupiter.api.Test;

class AcmeProblemTest {
    @Test
    void shortensAcmeTypesAndNamesTheNamesConcerned() {
        var problem =
                new AcmeProblem(
                        "urn:ietf:params:acme:error:compound",
                        "two names failed",
                        403,
                        List.of(
                                new Subproblem(
                                        "urn:ietf:params:acme:error:caa",
                                        "forbidden",
                                        "a.example")),
                        null);

        assertThat(problem.is("compound")).isTrue();
        assertThat(problem.summary())
                .isEqualTo("compound: two names failed; a.example: caa: forbidden");
    }

    @Test
    void cannotForgeLogLinesNorFloodThem() {
        var problem =
                new AcmeProblem(
                        "x", "a\nERROR forged\u001b[31m" + "y".repeat(5000), 400, List.of(), null);

        assertThat(problem.detail()).doesNotContain("\n", "\u001b").hasSizeLessThan(1100);
    }
}
