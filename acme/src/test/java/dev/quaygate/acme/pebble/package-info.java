/** A real ACME server (Pebble) and its DNS server for tests; also used by other modules. */
@NullMarked
package dev.quaygate.acme.pebble;

import org.jspecify.annotations.NullMarked;
