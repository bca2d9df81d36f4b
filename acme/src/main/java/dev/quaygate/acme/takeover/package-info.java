/** Reads what other programs have kept, so that a move to us orders nothing. */
@NullMarked
package dev.quaygate.acme.takeover;

import org.jspecify.annotations.NullMarked;
