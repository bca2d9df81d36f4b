package dev.quaygate.acme.dns;

/** Kinds of records that certificates depend on. */
public enum RecordType {
    A,
    AAAA,
    CNAME,
    TXT,
    CAA,
    NS,
    SOA
}
