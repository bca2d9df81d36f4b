/** Managed certificates for TLS servers of the Java runtime, without Quaygate's own listeners. */
@NullMarked
package dev.quaygate.acme.jdk;

import org.jspecify.annotations.NullMarked;
