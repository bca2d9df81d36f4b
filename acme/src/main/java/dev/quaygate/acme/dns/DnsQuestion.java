package dev.quaygate.acme.dns;

/**
 * One question.
 *
 * @param name without the dot at the end
 * @param type of the wanted records
 * @param depth who is to look for the answer
 */
public record DnsQuestion(String name, RecordType type, Depth depth) {
    /** Who looks for the answer. */
    public enum Depth {
        /** The server asks others for us. */
        RECURSIVE,
        /** As {@link #RECURSIVE}, and it does not check signatures (the CD bit of RFC 4035). */
        RECURSIVE_UNCHECKED,
        /** Only what the server itself is responsible for. */
        OWN_ZONES
    }

    /** Asks a server that looks for the answer. */
    public static DnsQuestion recursive(String name, RecordType type) {
        return new DnsQuestion(name, type, Depth.RECURSIVE);
    }

    /** Asks a server for what it is responsible for. */
    public static DnsQuestion own(String name, RecordType type) {
        return new DnsQuestion(name, type, Depth.OWN_ZONES);
    }
}
