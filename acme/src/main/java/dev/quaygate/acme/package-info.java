/**
 * The life of certificates: when to renew, one issuance, what is served, what the operator is told.
 */
@org.jspecify.annotations.NullMarked
package dev.quaygate.acme;
