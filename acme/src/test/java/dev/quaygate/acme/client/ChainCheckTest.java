package dev.quaygate.acme.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.acme.issue.InMemoryFiles;
import dev.quaygate.acme.issue.InternalAuthority;
import dev.quaygate.acme.issue.InternalNames;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ChainCheckTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final List<String> NAMES = List.of("a.internal", "10.0.0.1");

    private List<X509Certificate> chain = List.of();

    @BeforeEach
    void issue() throws Exception {
        chain =
                authority()
                        .issue(
                                NAMES,
                                KeyType.P256,
                                Duration.ofHours(6),
                                InternalAuthority.Purpose.SERVER)
                        .chain();
    }

    @Test
    void findsNothingWrongWithWhatWasOrdered() {
        assertThat(ChainCheck.problem(chain, List.of("10.0.0.1", "A.internal"), key(), NOW))
                .isEmpty();
    }

    @Test
    void refusesAChainForAnotherKey() {
        assertProblem(chain, NAMES, KeyType.P256.generate().getPublic(), NOW, "not for our key");
    }

    @Test
    void refusesAMissingOrAnAdditionalName() {
        assertProblem(chain, List.of("a.internal"), key(), NOW, "ordered were [a.internal]");
    }

    @Test
    void refusesWhatIsNotValidNowButForgivesAnHourAhead() {
        assertProblem(chain, NAMES, key(), NOW.plus(Duration.ofHours(6)), "ended at");
        assertProblem(chain, NAMES, key(), NOW.minus(Duration.ofHours(2)), "not valid before");
        assertThat(ChainCheck.problem(chain, NAMES, key(), NOW.minus(Duration.ofHours(1))))
                .isEmpty();
    }

    @Test
    void refusesAnIntermediateThatDidNotSign() throws Exception {
        var stranger =
                authority()
                        .issue(
                                NAMES,
                                KeyType.P256,
                                Duration.ofHours(6),
                                InternalAuthority.Purpose.SERVER)
                        .chain()
                        .getLast();

        assertProblem(
                List.of(chain.getFirst(), stranger),
                NAMES,
                key(),
                NOW,
                "not signed by certificate 2");
    }

    @Test
    void refusesEmptyAndOverlongChains() {
        assertProblem(List.of(), NAMES, key(), NOW, "no certificate");
        assertProblem(Collections.nCopies(11, chain.getFirst()), NAMES, key(), NOW, "at most 10");
    }

    private static void assertProblem(
            List<X509Certificate> chain,
            List<String> names,
            PublicKey key,
            Instant now,
            String expected) {
        assertThat(ChainCheck.problem(chain, names, key, now).orElse("nothing")).contains(expected);
    }

    private PublicKey key() {
        return chain.getFirst().getPublicKey();
    }

    private static InternalAuthority authority() {
        return new InternalAuthority(
                new InMemoryFiles(),
                InternalNames.of(InternalNames.DEFAULTS),
                InstantSource.fixed(NOW),
                new SecureRandom());
    }
}
