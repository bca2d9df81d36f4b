/** The trust stores of a machine, and how the root of the internal authority gets in and out. */
@NullMarked
package dev.quaygate.app.trust;

import org.jspecify.annotations.NullMarked;
