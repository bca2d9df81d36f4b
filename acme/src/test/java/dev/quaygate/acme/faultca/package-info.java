/**
 * A certificate authority for tests (RFC 8555, RFC 9773, profiles) that can be made to fail in any
 * way: one core with real limits on the test's clock, spoken to over https or in memory.
 */
@NullMarked
package dev.quaygate.acme.faultca;

import org.jspecify.annotations.NullMarked;
