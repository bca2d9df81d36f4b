package dev.quaygate.acme.store;

/**
 * A document with the state it was read in. Its bytes are the caller's own.
 *
 * @param version to be given to {@link CertificateStore#put(String, byte[], Version)}
 */
public record VersionedDocument(byte[] value, Version version) {}
