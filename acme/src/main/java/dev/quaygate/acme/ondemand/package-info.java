/**
 * Which names that nobody configured may get a certificate because a client asked for them.
 *
 * <p>Strangers choose these names, so every step costs less than the next one and all memory has a
 * bound: {@link dev.quaygate.acme.ondemand.OnDemandGate} tells the order of the steps.
 */
@NullMarked
package dev.quaygate.acme.ondemand;

import org.jspecify.annotations.NullMarked;
