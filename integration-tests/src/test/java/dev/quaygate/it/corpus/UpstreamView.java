package dev.quaygate.it.corpus;

import dev.quaygate.it.corpus.StrictRequestJudge.State;
import dev.quaygate.it.harness.RecordingUpstream;
import dev.quaygate.it.harness.RecordingUpstream.Slice;
import dev.quaygate.it.harness.UpstreamConnection;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What one case left at the upstream, judged strictly.
 *
 * @param requests complete requests except the runner's own control requests
 * @param partial how many requests began and did not end
 * @param open whether one of those is still open after the limit
 * @param fault first malformed stream; empty without one
 */
record UpstreamView(List<ParsedRequest> requests, int partial, boolean open, String fault) {
    /** How long a begun request may stay neither ended nor cut. */
    static final Duration HALF_OPEN_LIMIT = Duration.ofMillis(1500);

    static UpstreamView after(RecordingUpstream upstream, Map<UpstreamConnection, Integer> mark)
            throws InterruptedException {
        long end = System.nanoTime() + HALF_OPEN_LIMIT.toNanos();
        for (Slice slice : upstream.since(mark)) {
            if (slice.read().state() == State.PARTIAL) {
                slice.connection()
                        .awaitClosed(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
            }
        }
        List<Slice> slices = upstream.since(mark);
        List<Slice> partial =
                slices.stream().filter(slice -> slice.read().state() == State.PARTIAL).toList();
        return new UpstreamView(
                slices.stream()
                        .flatMap(slice -> slice.read().requests().stream())
                        .filter(request -> !request.target().startsWith("/control/"))
                        .toList(),
                partial.size(),
                partial.stream().anyMatch(slice -> !slice.ended()),
                slices.stream()
                        .map(Slice::read)
                        .filter(reading -> reading.state() == State.MALFORMED)
                        .map(StrictRequestJudge.Reading::fault)
                        .findFirst()
                        .orElse(""));
    }

    List<String> lines() {
        return requests.stream().map(ParsedRequest::requestLine).toList();
    }

    ParsedRequest first(String line) {
        return requests.stream()
                .filter(request -> request.requestLine().equals(line))
                .findFirst()
                .orElseThrow();
    }

    /** Why what arrived is harmful whatever the case was; empty if it is not. */
    String harm(List<String> expected) {
        if (!fault.isEmpty()) {
            return "malformed upstream bytes: " + fault;
        }
        for (ParsedRequest request : requests) {
            String text = request.headText().toLowerCase(Locale.ROOT);
            if (!expected.contains(request.requestLine())
                    && request.target().contains("smuggled")) {
                return "smuggled: " + request.requestLine();
            }
            if (text.contains("evil")
                    && expected.stream().noneMatch(line -> line.contains("evil"))) {
                return "forged: "
                        + text.lines().filter(line -> line.contains("evil")).findFirst().orElse("");
            }
            String host = request.values("host").getFirst().toLowerCase(Locale.ROOT);
            if (!host.matches("site\\.internal\\.?(:[0-9]{1,5})?")) {
                return "host " + host;
            }
        }
        return "";
    }

    /** The first request whose laxest reading lies under the denied prefix; empty without one. */
    String denied() {
        return requests.stream()
                .map(ParsedRequest::target)
                .filter(target -> (LiberalPath.of(target) + "/").startsWith("/denied/"))
                .findFirst()
                .orElse("");
    }

    /** The first pattern that should not be there; empty without one. */
    String unwanted(List<String> lacks) {
        return requests.stream()
                .flatMap(request -> lacks.stream().filter(line -> hasLine(request, line)))
                .findFirst()
                .orElse("");
    }

    static boolean hasLine(ParsedRequest request, String beginning) {
        return ("\n" + request.headText().toLowerCase(Locale.ROOT)).contains("\n" + beginning);
    }
}
