/**
 * Clients written by hand from the RFCs, so that a test can say anything on the wire, legal or not.
 */
@NullMarked
package dev.quaygate.it.wire;

import org.jspecify.annotations.NullMarked;
