/** A second opinion on our client: the step-ca of Smallstep, run by tests. */
@NullMarked
package dev.quaygate.acme.stepca;

import org.jspecify.annotations.NullMarked;
