/**
 * Talks to a certificate authority (RFC 8555, RFC 9773): one small interface, its values, and the
 * only classes that know acme4j.
 */
@NullMarked
package dev.quaygate.acme.client;

import org.jspecify.annotations.NullMarked;
