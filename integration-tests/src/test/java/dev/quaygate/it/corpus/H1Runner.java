package dev.quaygate.it.corpus;

import dev.quaygate.it.corpus.H1Case.On;
import dev.quaygate.it.harness.UpstreamConnection;
import dev.quaygate.it.wire.H1Client;
import dev.quaygate.it.wire.H1Response;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** Sends the cases of {@link H1Corpus} to an edge, one at a time, and judges what came of each. */
public final class H1Runner {
    private static final Duration ANSWER_LIMIT = Duration.ofMillis(900);
    private static final Duration END_LIMIT = Duration.ofMillis(2500);

    private final Edge edge;
    private int controls;
    private int secondRuns;

    public H1Runner(Edge edge) {
        this.edge = edge;
    }

    /** Runs every case in every way on every connection where it makes sense. */
    public Tally runAll(List<H1Case> cases, List<Way> ways) throws InterruptedException {
        var tally = new Tally();
        for (H1Case one : cases) {
            for (Way way : ways) {
                for (boolean tls : transports(one)) {
                    tally.add(run(one, way, tls));
                }
            }
        }
        return tally;
    }

    private static List<Boolean> transports(H1Case one) {
        return switch (one.on()) {
            case BOTH -> List.of(false, true);
            case CLEAR, CLEAR_ON_TLS_PORT -> List.of(false);
            case TLS -> List.of(true);
        };
    }

    /** One case, once. */
    public Outcome run(H1Case one, Way way, boolean tls) throws InterruptedException {
        Map<UpstreamConnection, Integer> mark = edge.upstream().mark();
        Conversation seen = converse(one, way, tls);
        UpstreamView view = UpstreamView.after(edge.upstream(), mark);
        return Judging.outcome(one, (tls ? "tls " : "clear ") + way, seen.seen(control()), view);
    }

    /** What the client saw, while it is still being seen. */
    private static final class Conversation {
        private final List<H1Response> answers = new ArrayList<>();
        private boolean ended;
        private String poisoned = "";

        private Seen seen(String controlProblem) {
            return new Seen(
                    answers.stream()
                            .map(answer -> new Seen.Answer(answer.status(), answer.text()))
                            .toList(),
                    ended,
                    poisoned.isEmpty() ? controlProblem : poisoned);
        }
    }

    private Conversation converse(H1Case one, Way way, boolean tls) {
        var seen = new Conversation();
        boolean raw = one.on() == On.CLEAR_ON_TLS_PORT;
        try (H1Client client =
                tls
                        ? H1Client.tls(edge.https(), Raw.SITE)
                        : H1Client.clear(raw ? edge.https() : edge.http())) {
            if (way == Way.SECOND && !raw) {
                before(client, seen);
            }
            give(client, one, way);
            listen(client, one, seen);
        } catch (IOException _) {
            seen.ended = true;
        }
        return seen;
    }

    /** A GET or a POST, by turns: what follows must find the connection as a fresh one. */
    private void before(H1Client client, Conversation seen) throws IOException {
        String target = "/control/before-" + ++controls;
        String method = ++secondRuns / 2 % 2 == 0 ? "GET" : "POST";
        String body = method.equals("GET") ? "" : "hello";
        client.timeout(END_LIMIT);
        client.send(Raw.request(method, target, "Content-Length: " + body.length()) + body);
        String text = client.read().text();
        if (!text.contains(method + " " + target + "\n")) {
            seen.poisoned = "request before got " + text;
        }
    }

    private static void give(H1Client client, H1Case one, Way way) {
        byte[] bytes = one.bytes();
        int piece = way == Way.BYTE_BY_BYTE ? Math.max(1, bytes.length / 400) : bytes.length;
        try {
            for (int from = 0; from < bytes.length; from += piece) {
                client.send(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + piece)));
                if (way == Way.BYTE_BY_BYTE) {
                    // Pacing, so that the peer's reads see single bytes; correctness does not
                    // depend on it.
                    LockSupport.parkNanos(10_000);
                }
            }
            if (one.fin()) {
                client.endOutput();
            }
        } catch (IOException _) {
            // Refused before the last byte: the answer is still to be read.
        }
    }

    private void listen(H1Client client, H1Case one, Conversation seen) {
        try {
            client.timeout(ANSWER_LIMIT);
            seen.answers.add(one.toHead() ? client.readToHead() : client.read());
            client.timeout(END_LIMIT);
            boolean goesOn = !seen.answers.getFirst().closes() && !one.fin();
            for (int i = 1; goesOn && i < one.arrives().size(); i++) {
                seen.answers.add(client.read());
                goesOn = !seen.answers.getLast().closes();
            }
            if (goesOn) {
                controlOn(client, seen);
            } else {
                seen.ended = client.awaitClosed(END_LIMIT);
            }
        } catch (SocketTimeoutException _) {
            lastChance(client, seen);
        } catch (IOException _) {
            seen.ended = true;
        }
    }

    /** Nothing came: perhaps the edge waits for the end of our side. */
    private static void lastChance(H1Client client, Conversation seen) {
        try {
            client.endOutput();
            seen.answers.add(client.timeout(Duration.ofMillis(1500)).read());
            seen.ended = client.awaitClosed(END_LIMIT);
        } catch (SocketTimeoutException _) {
            // Silent and open: the judge says half-open.
        } catch (IOException _) {
            seen.ended = true;
        }
    }

    /** One more request on the connection: its answer must be its own. */
    private void controlOn(H1Client client, Conversation seen) {
        String target = "/control/after-" + ++controls;
        try {
            client.get(Raw.SITE, target, "Connection: close");
            while (true) {
                H1Response answer = client.read();
                if (answer.text().contains("/control/")
                        && !answer.text().contains("GET " + target + "\n")) {
                    seen.poisoned = "request after got " + answer.text();
                }
                if (!answer.text().contains("/control/") && answer.status() != 400) {
                    seen.answers.add(answer);
                }
            }
        } catch (SocketTimeoutException _) {
            seen.ended = false;
        } catch (IOException _) {
            seen.ended = true;
        }
    }

    /**
     * A harmless request on a fresh connection must get its own answer; why not, or an empty
     * string.
     */
    private String control() {
        String target = "/control/fresh-" + ++controls;
        try (H1Client client = H1Client.clear(edge.http())) {
            H1Response answer =
                    client.timeout(Duration.ofSeconds(5))
                            .get(Raw.SITE, target, "Connection: close")
                            .read();
            return answer.text().contains("GET " + target + "\n")
                    ? ""
                    : "control request got " + answer.status() + " " + answer.text();
        } catch (IOException e) {
            return "control request failed: " + e;
        }
    }
}
