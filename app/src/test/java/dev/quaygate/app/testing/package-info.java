/** Hand-made stand-ins. */
@NullMarked
package dev.quaygate.app.testing;

import org.jspecify.annotations.NullMarked;
