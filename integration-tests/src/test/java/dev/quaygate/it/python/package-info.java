/** Real Python applications behind the program. */
@NullMarked
package dev.quaygate.it.python;

import org.jspecify.annotations.NullMarked;
