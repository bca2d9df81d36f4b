/** Keys of session tickets: how long each lives, and how the nodes of a fleet agree on them. */
@NullMarked
package dev.quaygate.app.tickets;

import org.jspecify.annotations.NullMarked;
