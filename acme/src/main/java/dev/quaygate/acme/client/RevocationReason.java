package dev.quaygate.acme.client;

/** Why a certificate is revoked; the reasons of RFC 5280 §5.3.1 that a subscriber may give. */
public enum RevocationReason {
    UNSPECIFIED,
    KEY_COMPROMISE,
    AFFILIATION_CHANGED,
    SUPERSEDED,
    CESSATION_OF_OPERATION
}
