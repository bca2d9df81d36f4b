package dev.quaygate.it.corpus;

import dev.quaygate.it.harness.RecordingUpstream;
import java.util.List;

/**
 * Runs the corpora against another proxy, to see that harness and judge are right and how peers do.
 *
 * <p>Arguments: clear port, TLS port, port of the upstream that the peer forwards {@code
 * site.internal} to, and {@code h1} or {@code h2}. The peer denies {@code /denied}.
 */
public final class AgainstPeer {
    private AgainstPeer() {}

    public static void main(String[] args) throws Exception {
        int upstreamPort = Integer.parseInt(args[2]);
        try (var upstream =
                RecordingUpstream.onPort(
                        upstreamPort, (request, exchange) -> exchange.numbered(request))) {
            var edge = new Edge(Integer.parseInt(args[0]), Integer.parseInt(args[1]), upstream);
            long start = System.nanoTime();
            Tally tally =
                    args[3].equals("h2")
                            ? new H2Runner(edge).runAll(H2Corpus.all())
                            : new H1Runner(edge).runAll(H1Corpus.all(), List.of(Way.values()));
            tally.bad().forEach(System.out::println);
            System.out.println(tally.table(args[3]));
            System.out.println((System.nanoTime() - start) / 1_000_000_000 + " s");
        }
    }
}
