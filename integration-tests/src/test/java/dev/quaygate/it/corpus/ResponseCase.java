package dev.quaygate.it.corpus;

/**
 * One answer of an upstream, in raw bytes, and what the client must see of it.
 *
 * @param rule code of the rule that it guards
 * @param raw bytes that the upstream writes
 * @param closes whether the upstream closes after them
 * @param expected what the client must see
 * @param body body that a served client gets
 * @param reusable whether the upstream connection may carry another request afterwards
 */
public record ResponseCase(
        String name,
        String rule,
        String raw,
        boolean closes,
        Expected expected,
        String body,
        boolean reusable) {

    /** What the client sees. */
    public enum Expected {
        /** 502 upstream_bad_response. */
        BAD,
        /** An answer that begins and is visibly broken, or a 502. */
        CUT,
        /** The answer, whole. */
        SERVED
    }

    static ResponseCase bad(String name, String rule, String raw) {
        return new ResponseCase(name, rule, raw, false, Expected.BAD, "", false);
    }

    static ResponseCase cut(String name, String rule, String raw) {
        return new ResponseCase(name, rule, raw, true, Expected.CUT, "", false);
    }

    static ResponseCase served(String name, String rule, String raw, String body) {
        return new ResponseCase(name, rule, raw, false, Expected.SERVED, body, true);
    }

    ResponseCase neverReused() {
        return new ResponseCase(name, rule, raw, closes, expected, body, false);
    }

    ResponseCase closing() {
        return new ResponseCase(name, rule, raw, true, expected, body, false);
    }

    ResponseCase open() {
        return new ResponseCase(name, rule, raw, false, expected, body, false);
    }

    @Override
    public String toString() {
        return rule + " " + name;
    }
}
