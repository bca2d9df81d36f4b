package dev.quaygate.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.it.corpus.Edge;
import dev.quaygate.it.corpus.H2Case;
import dev.quaygate.it.corpus.H2Corpus;
import dev.quaygate.it.corpus.H2Runner;
import dev.quaygate.it.corpus.Outcome;
import dev.quaygate.it.corpus.Tally;
import dev.quaygate.it.harness.Quaygate;
import dev.quaygate.it.harness.RecordingUpstream;
import dev.quaygate.it.harness.Samples;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * P2, P12: nothing ambiguous reaches an HTTP/1.1 upstream from HTTP/2 (RFC 9113), and every legal
 * request does.
 */
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class CorpusH2XIT {

    @Test
    void letsNoDangerousAndNoLenientRequestThroughAndServesTheLegalOnes() throws Exception {
        try (var upstream = RecordingUpstream.numbered();
                var quaygate = Quaygate.start(Samples.strictEdge(upstream.port()))) {
            List<H2Case> corpus = H2Corpus.all();

            Tally tally =
                    new H2Runner(new Edge(quaygate.http(), quaygate.https(), upstream))
                            .runAll(corpus);

            System.out.println(tally.table("HTTP/2 corpus"));
            assertThat(corpus).hasSizeGreaterThanOrEqualTo(90);
            assertThat(corpus)
                    .filteredOn(one -> one.expected().legal())
                    .hasSizeGreaterThanOrEqualTo(corpus.size() / 10);
            assertThat(tally.bad()).extracting(Outcome::toString).isEmpty();
        }
    }
}
