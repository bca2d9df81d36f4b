package dev.quaygate.it.corpus;

import dev.quaygate.it.wire.H2Frame;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/**
 * One HTTP/2 input of the corpus.
 *
 * @param expected name, rule, verdicts and what must arrive, in the terms of HTTP/1
 * @param frames frames of the case for a given stream identifier
 * @param thenClose whether the client closes the connection right after them
 */
public record H2Case(H1Case expected, IntFunction<List<H2Frame>> frames, boolean thenClose) {

    static H2Case refuse(String name, String rule, String rfc, IntFunction<List<H2Frame>> frames) {
        return new H2Case(H1Case.refuse(name, rule, rfc, "").anyStatus(), frames, false).shown();
    }

    static H2Case abort(String name, String rule, String rfc, IntFunction<List<H2Frame>> frames) {
        return new H2Case(H1Case.abort(name, rule, rfc, "").anyStatus(), frames, false).shown();
    }

    static H2Case serve(
            String name,
            String rule,
            String rfc,
            IntFunction<List<H2Frame>> frames,
            String arrives) {
        return new H2Case(H1Case.serve(name, rule, rfc, "", arrives), frames, false).shown();
    }

    static H2Case either(
            String name,
            String rule,
            String rfc,
            IntFunction<List<H2Frame>> frames,
            String arrives) {
        return new H2Case(H1Case.either(name, rule, rfc, "", arrives), frames, false).shown();
    }

    H2Case withBody(String body) {
        return new H2Case(expected.withBody(body), frames, thenClose);
    }

    H2Case holding(String... lines) {
        return new H2Case(expected.holding(lines), frames, thenClose);
    }

    H2Case lacking(String... lines) {
        return new H2Case(expected.lacking(lines), frames, thenClose);
    }

    H2Case status(Integer... statuses) {
        return new H2Case(expected.status(statuses), frames, thenClose);
    }

    H2Case orCut() {
        return new H2Case(expected.orCut(), frames, thenClose);
    }

    H2Case closing() {
        return new H2Case(expected, frames, true);
    }

    H2Case in(String family) {
        return new H2Case(expected.in(family), frames, thenClose);
    }

    /** The frames of stream 1 as text, in the place of the bytes. */
    private H2Case shown() {
        String text =
                frames.apply(1).stream()
                        .map(frame ->
                                "["
                                        + frame.type()
                                        + " "
                                        + frame.flags()
                                        + "] "
                                        + printable(frame.payload()))
                        .collect(Collectors.joining(" "));
        return new H2Case(expected.bytes(text), frames, thenClose);
    }

    private static String printable(byte[] payload) {
        return new String(payload, StandardCharsets.ISO_8859_1);
    }

    @Override
    public String toString() {
        return expected.toString();
    }
}
