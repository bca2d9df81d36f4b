package dev.quaygate.acme.store;

/**
 * Names one state of a document, for a write that must not overwrite what somebody else wrote
 * meanwhile. Opaque: only equality means something, and only for one key of one store.
 *
 * @param text whatever the store tells states apart by; empty for a document that is not there
 */
public record Version(String text) {
    /** State of a document that is not there: a write that expects it creates the document. */
    public static final Version ABSENT = new Version("");
}
