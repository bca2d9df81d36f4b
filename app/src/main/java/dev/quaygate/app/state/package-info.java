/** What runs now and what can be asked of it; known to the wiring and to the admin endpoint. */
@NullMarked
package dev.quaygate.app.state;

import org.jspecify.annotations.NullMarked;
