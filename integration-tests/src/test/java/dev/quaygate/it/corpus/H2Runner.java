package dev.quaygate.it.corpus;

import dev.quaygate.it.harness.UpstreamConnection;
import dev.quaygate.it.wire.H2Client;
import dev.quaygate.it.wire.H2Frame;
import dev.quaygate.it.wire.H2Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Sends the cases of {@link H2Corpus} to an edge, one at a time, and judges what came of each. */
public final class H2Runner {
    private static final Duration ANSWER_LIMIT = Duration.ofMillis(1500);

    private final Edge edge;
    private int controls;

    public H2Runner(Edge edge) {
        this.edge = edge;
    }

    /** Every case as the first and as the second stream of a connection. */
    public Tally runAll(List<H2Case> cases) throws InterruptedException {
        var tally = new Tally();
        for (H2Case one : cases) {
            tally.add(run(one, false));
            tally.add(run(one, true));
        }
        return tally;
    }

    /** One case, once. */
    public Outcome run(H2Case one, boolean second) throws InterruptedException {
        Map<UpstreamConnection, Integer> mark = edge.upstream().mark();
        Seen seen = converse(one, second);
        UpstreamView view = UpstreamView.after(edge.upstream(), mark);
        return Judging.outcome(one.expected(), second ? "second" : "first", seen, view);
    }

    private Seen converse(H2Case one, boolean second) {
        try (H2Client client = H2Client.connect(edge.https(), Raw.SITE)) {
            String before = second ? control(client) : "";
            int stream = client.stream();
            give(client, one.frames().apply(stream));
            if (one.thenClose()) {
                client.socket().close();
                return new Seen(List.of(), true, before + freshControl());
            }
            H2Response response = await(client, stream);
            List<Seen.Answer> answers =
                    response.status() > 0
                            ? List.of(new Seen.Answer(response.status(), response.text()))
                            : List.of();
            boolean gone = client.closed() || client.count(H2Frame.GOAWAY) > 0;
            String after = gone ? freshControl() : control(client);
            return new Seen(answers, gone || response.over() || resetHere(one), before + after);
        } catch (IOException e) {
            return new Seen(List.of(), true, "connection: " + e);
        }
    }

    /** A stream that the case itself reset gets no answer. */
    private static boolean resetHere(H2Case one) {
        return one.frames().apply(1).stream().anyMatch(frame -> frame.type() == H2Frame.RST_STREAM);
    }

    private static H2Response await(H2Client client, int stream) {
        client.await(
                frame ->
                        frame.type() == H2Frame.GOAWAY
                                || (frame.stream() == stream
                                        && (frame.type() == H2Frame.RST_STREAM
                                                || frame.has(H2Frame.END_STREAM))),
                ANSWER_LIMIT);
        return client.response(stream);
    }

    private static void give(H2Client client, List<H2Frame> frames) {
        try {
            for (H2Frame frame : frames) {
                client.send(frame);
            }
        } catch (IOException _) {
            // The server gave up before the last frame: what it said is still to be read.
        }
    }

    private String freshControl() {
        try (H2Client client = H2Client.connect(edge.https(), Raw.SITE)) {
            return control(client);
        } catch (IOException | UncheckedIOException e) {
            return "control connection failed: " + e;
        }
    }

    /**
     * A harmless request on this connection must get its own answer; why not, or an empty string.
     */
    private String control(H2Client client) throws IOException {
        String target = "/control/h2-" + ++controls;
        H2Response answer;
        try {
            answer = client.awaitResponse(client.get(Raw.SITE, target), Duration.ofSeconds(3));
        } catch (SocketException _) {
            return freshControl();
        }
        if (client.count(H2Frame.GOAWAY) > 0 || client.closed()) {
            // Closed after a fault, which is a refusal: what was asked too late may go unanswered.
            return "";
        }
        return answer.text().contains("GET " + target + "\n")
                ? ""
                : "control request got "
                        + answer.status()
                        + " reset "
                        + answer.resetCode()
                        + " "
                        + answer.text();
    }
}
