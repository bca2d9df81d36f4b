/** Asks workers whether they are ready and well. */
@NullMarked
package dev.quaygate.workers.probe;

import org.jspecify.annotations.NullMarked;
