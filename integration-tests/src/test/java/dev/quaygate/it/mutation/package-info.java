/** Configuration files broken in one place each, and what must be said about it (A5). */
@NullMarked
package dev.quaygate.it.mutation;

import org.jspecify.annotations.NullMarked;
