/** What the machine has, what workers use of it, and how many of them that makes. */
@NullMarked
package dev.quaygate.workers.resources;

import org.jspecify.annotations.NullMarked;
