/** A real name server for tests. */
@NullMarked
package dev.quaygate.acme.bind;

import org.jspecify.annotations.NullMarked;
