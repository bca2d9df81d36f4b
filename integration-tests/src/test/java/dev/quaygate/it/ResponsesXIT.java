package dev.quaygate.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.it.corpus.ParsedRequest;
import dev.quaygate.it.corpus.ResponseCase;
import dev.quaygate.it.corpus.ResponseCase.Expected;
import dev.quaygate.it.corpus.ResponseCorpus;
import dev.quaygate.it.harness.Quaygate;
import dev.quaygate.it.harness.RecordingUpstream;
import dev.quaygate.it.harness.Samples;
import dev.quaygate.it.harness.UpstreamConnection;
import dev.quaygate.it.harness.UpstreamExchange;
import dev.quaygate.it.wire.H1Client;
import dev.quaygate.it.wire.H1Response;
import dev.quaygate.it.wire.H2Client;
import dev.quaygate.it.wire.H2Response;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * P1, O7: what an upstream may answer (RFC 9112 sections 4, 6.3). A faulty answer becomes 502 or a
 * visible cut, and its connection carries no other request.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ResponsesXIT {
    private static final String SITE = "site.internal";
    private static final List<ResponseCase> CORPUS = ResponseCorpus.all();

    private static RecordingUpstream upstream;
    private static Quaygate quaygate;

    @BeforeAll
    static void start() {
        upstream = RecordingUpstream.answering(ResponsesXIT::answer);
        quaygate = Quaygate.start(Samples.strictEdge(upstream.port()));
    }

    @AfterAll
    static void stop() {
        upstream.close();
        quaygate.close();
    }

    private static void answer(ParsedRequest request, UpstreamExchange exchange)
            throws IOException {
        if (!request.target().startsWith("/q/")) {
            exchange.numbered(request);
            return;
        }
        ResponseCase one = CORPUS.get(Integer.parseInt(request.target().substring(3)));
        exchange.write(one.raw());
        if (one.closes()) {
            exchange.close();
        }
    }

    static List<ResponseCase> corpus() {
        return CORPUS;
    }

    @ParameterizedTest
    @MethodSource("corpus")
    void showsHttp1ClientsOnlyWholeOrVisiblyBrokenAnswers(ResponseCase one) throws Exception {
        try (var client = H1Client.clear(quaygate.http()).timeout(Duration.ofSeconds(4))) {
            H1Response answer = client.get(SITE, target(one)).read();
            switch (one.expected()) {
                case BAD -> assertBad(answer.status(), answer.cause());
                case CUT ->
                        assertThat(answer.status() == 502 || !answer.complete())
                                .as("%s", answer)
                                .isTrue();
                case SERVED -> {
                    assertThat(answer.complete()).isTrue();
                    assertThat(answer.text()).isEqualTo(one.body());
                }
            }
        } catch (EOFException e) {
            assertThat(one.expected()).as("closed: " + e.getMessage()).isEqualTo(Expected.CUT);
        }
        assertNothingIsLeft(one);
    }

    @ParameterizedTest
    @MethodSource("corpus")
    void showsHttp2ClientsOnlyWholeOrResetAnswers(ResponseCase one) throws Exception {
        try (var client = H2Client.connect(quaygate.https(), SITE)) {
            H2Response answer =
                    client.awaitResponse(client.get(SITE, target(one)), Duration.ofSeconds(4));
            switch (one.expected()) {
                case BAD -> assertBad(answer.status(), answer.header("quaygate-cause"));
                case CUT ->
                        assertThat(answer.status() == 502 || answer.resetCode() >= 0)
                                .as("%s", answer)
                                .isTrue();
                case SERVED -> {
                    assertThat(answer.ended()).isTrue();
                    assertThat(answer.text()).isEqualTo(one.body());
                }
            }
            assertThat(client.exchange(SITE, "/same-connection").text())
                    .endsWith("GET /same-connection\n");
        }
        assertNothingIsLeft(one);
    }

    private static void assertBad(int status, String cause) {
        assertThat(cause).isEqualTo("upstream_bad_response");
        assertThat(status).isEqualTo(502);
    }

    /**
     * The connection is not pooled where it must not be, and the next request gets its own answer.
     */
    private static void assertNothingIsLeft(ResponseCase one) throws Exception {
        if (!one.reusable()) {
            UpstreamConnection used =
                    upstream.connections().stream()
                            .filter(connection -> asked(connection, target(one)))
                            .toList()
                            .getLast();
            assertThat(used.awaitClosed(Duration.ofSeconds(2)))
                    .as("the upstream connection is dropped")
                    .isTrue();
        }
        H1Response next = H1Client.fetch(quaygate.http(), SITE, "/next");
        assertThat(next.text()).endsWith("GET /next\n");
    }

    private static boolean asked(UpstreamConnection connection, String target) {
        return connection.requests().stream().anyMatch(request -> request.target().equals(target));
    }

    private static String target(ResponseCase one) {
        return "/q/" + CORPUS.indexOf(one);
    }

    @Test
    void neverTakesABodyOfAHeadAnswerForTheNextAnswer() throws IOException {
        try (var client = H1Client.clear(quaygate.http())) {
            int index = CORPUS.stream().map(ResponseCase::name).toList().indexOf("length");
            client.send("HEAD /q/" + index + " HTTP/1.1\r\nHost: site.internal\r\n\r\n");
            assertThat(client.readToHead().header("Content-Length")).isEqualTo("5");
            assertThat(client.get(SITE, "/after-head").read().text()).endsWith("GET /after-head\n");
        }
    }
}
