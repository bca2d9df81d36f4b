/** Several machines that share one store. */
@NullMarked
package dev.quaygate.acme.fleet;

import org.jspecify.annotations.NullMarked;
