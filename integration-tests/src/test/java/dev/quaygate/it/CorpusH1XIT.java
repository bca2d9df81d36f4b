package dev.quaygate.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.it.corpus.Edge;
import dev.quaygate.it.corpus.H1Case;
import dev.quaygate.it.corpus.H1Corpus;
import dev.quaygate.it.corpus.H1Runner;
import dev.quaygate.it.corpus.Outcome;
import dev.quaygate.it.corpus.Tally;
import dev.quaygate.it.corpus.Way;
import dev.quaygate.it.harness.Quaygate;
import dev.quaygate.it.harness.RecordingUpstream;
import dev.quaygate.it.harness.Samples;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * P1, M19: nothing ambiguous reaches an upstream over HTTP/1 (RFC 9112), and every legal request
 * does.
 */
@Timeout(value = 150, unit = TimeUnit.SECONDS)
class CorpusH1XIT {

    @Test
    void letsNoDangerousAndNoLenientRequestThroughAndServesTheLegalOnes() throws Exception {
        try (var upstream = RecordingUpstream.numbered();
                var quaygate = Quaygate.start(Samples.strictEdge(upstream.port()))) {
            List<H1Case> corpus = H1Corpus.all();

            Tally tally =
                    new H1Runner(new Edge(quaygate.http(), quaygate.https(), upstream))
                            .runAll(corpus, List.of(Way.values()));

            System.out.println(tally.table("HTTP/1 corpus"));
            assertThat(corpus).hasSizeGreaterThanOrEqualTo(250);
            assertThat(corpus)
                    .filteredOn(H1Case::legal)
                    .hasSizeGreaterThanOrEqualTo(corpus.size() / 10);
            assertThat(tally.bad()).extracting(Outcome::toString).isEmpty();
        }
    }
}
