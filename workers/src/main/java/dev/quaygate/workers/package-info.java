/** Processes of applications: started, watched, replaced, adopted. Knows no proxy and no ACME. */
@NullMarked
package dev.quaygate.workers;

import org.jspecify.annotations.NullMarked;
