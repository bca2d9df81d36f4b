package dev.quaygate.it.corpus;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One HTTP/1 input of the corpus.
 *
 * @param family table it belongs to, a row of the printed counts
 * @param rule code of the rule that it guards
 * @param rfc section that settles it
 * @param accepted verdicts that are right
 * @param statuses statuses that a refusal may carry; empty = any error status or a plain close
 * @param arrives {@code METHOD target} of each request that reaches the upstream when the verdict
 *     is clean
 * @param body body of the first of them
 * @param holds line beginnings that the first upstream head must hold, lower case
 * @param lacks line beginnings that no upstream head may hold, lower case
 * @param fin whether the client ends its side right after the bytes
 * @param on connections on which the case makes sense
 */
@SuppressWarnings("ArrayRecordComponent") // bytes as they came; nobody compares these records
public record H1Case(
        String name,
        String family,
        String rule,
        String rfc,
        byte[] bytes,
        Set<Verdict> accepted,
        Set<Integer> statuses,
        List<String> arrives,
        String body,
        List<String> holds,
        List<String> lacks,
        boolean fin,
        On on) {

    /** Where a case is sent. */
    public enum On {
        BOTH,
        CLEAR,
        TLS,
        /** Clear bytes to the TLS port. */
        CLEAR_ON_TLS_PORT
    }

    /** Any body of the upstream request is right. */
    static final String ANY_BODY = "*";

    private static H1Case of(
            String name,
            String rule,
            String rfc,
            String raw,
            Set<Verdict> accepted,
            Set<Integer> statuses) {
        return new H1Case(
                name,
                "",
                rule,
                rfc,
                raw.getBytes(StandardCharsets.ISO_8859_1),
                accepted,
                statuses,
                List.of(),
                ANY_BODY,
                List.of(),
                List.of(),
                false,
                On.BOTH);
    }

    /** Must not reach the upstream; answered 400 unless {@link #status} says otherwise. */
    static H1Case refuse(String name, String rule, String rfc, String raw) {
        return of(name, rule, rfc, raw, EnumSet.of(Verdict.REFUSED), Set.of(400));
    }

    /** The fault shows only in the body: refused, or begun and cut. */
    static H1Case abort(String name, String rule, String rfc, String raw) {
        return of(name, rule, rfc, raw, EnumSet.of(Verdict.REFUSED, Verdict.ABORTED), Set.of(400));
    }

    /** Legal: must arrive exactly as {@code arrives} says. */
    static H1Case serve(String name, String rule, String rfc, String raw, String... arrives) {
        return of(name, rule, rfc, raw, EnumSet.of(Verdict.CLEAN), Set.of()).arriving(arrives);
    }

    /** Either refused or served in this form. */
    static H1Case either(String name, String rule, String rfc, String raw, String... arrives) {
        return of(name, rule, rfc, raw, EnumSet.of(Verdict.REFUSED, Verdict.CLEAN), Set.of())
                .arriving(arrives);
    }

    private H1Case arriving(String... requests) {
        return new H1Case(
                name,
                family,
                rule,
                rfc,
                bytes,
                accepted,
                statuses,
                List.of(requests),
                body,
                holds,
                lacks,
                fin,
                on);
    }

    H1Case status(Integer... expected) {
        return new H1Case(
                name,
                family,
                rule,
                rfc,
                bytes,
                accepted,
                Set.of(expected),
                arrives,
                body,
                holds,
                lacks,
                fin,
                on);
    }

    /** Any error status or none: the rule asks for no more than a close. */
    H1Case anyStatus() {
        return status();
    }

    H1Case withBody(String expected) {
        return new H1Case(
                name, family, rule, rfc, bytes, accepted, statuses, arrives, expected, holds, lacks,
                fin, on);
    }

    H1Case holding(String... lines) {
        return new H1Case(
                name,
                family,
                rule,
                rfc,
                bytes,
                accepted,
                statuses,
                arrives,
                body,
                List.of(lines),
                lacks,
                fin,
                on);
    }

    H1Case lacking(String... lines) {
        return new H1Case(
                name,
                family,
                rule,
                rfc,
                bytes,
                accepted,
                statuses,
                arrives,
                body,
                holds,
                List.of(lines),
                fin,
                on);
    }

    /** Cutting the exchange is right too. */
    H1Case orCut() {
        var wider = EnumSet.copyOf(accepted);
        wider.add(Verdict.ABORTED);
        return new H1Case(
                name, family, rule, rfc, bytes, wider, statuses, arrives, body, holds, lacks, fin,
                on);
    }

    H1Case thenFin() {
        return new H1Case(
                name, family, rule, rfc, bytes, accepted, statuses, arrives, body, holds, lacks,
                true, on);
    }

    H1Case only(On where) {
        return new H1Case(
                name, family, rule, rfc, bytes, accepted, statuses, arrives, body, holds, lacks,
                fin, where);
    }

    H1Case bytes(String latin1) {
        return new H1Case(
                name,
                family,
                rule,
                rfc,
                latin1.getBytes(StandardCharsets.ISO_8859_1),
                accepted,
                statuses,
                arrives,
                body,
                holds,
                lacks,
                fin,
                on);
    }

    H1Case in(String table) {
        return new H1Case(
                name, table, rule, rfc, bytes, accepted, statuses, arrives, body, holds, lacks, fin,
                on);
    }

    /** Whether the request must be served. */
    public boolean legal() {
        return accepted.equals(EnumSet.of(Verdict.CLEAN));
    }

    boolean toHead() {
        return new String(bytes, 0, Math.min(5, bytes.length), StandardCharsets.ISO_8859_1)
                .equals("HEAD ");
    }

    /** The bytes as one printable line, cut after 200 characters. */
    public String shown() {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        String shown =
                text.chars()
                        .limit(200)
                        .mapToObj(c ->
                                switch (c) {
                                    case '\r' -> "\\r";
                                    case '\n' -> "\\n";
                                    case '\t' -> "\\t";
                                    default ->
                                            c < 0x20 || c > 0x7e
                                                    ? "\\x%02x".formatted(c)
                                                    : String.valueOf((char) c);
                                })
                        .collect(Collectors.joining());
        return text.length() > 200 ? shown + "… (" + bytes.length + " bytes)" : shown;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof H1Case that
                && name.equals(that.name)
                && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return rule + " " + name;
    }
}
