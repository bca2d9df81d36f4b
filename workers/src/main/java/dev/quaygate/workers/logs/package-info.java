/** What workers print: followed, split into lines, kept short, written on. */
@NullMarked
package dev.quaygate.workers.logs;

import org.jspecify.annotations.NullMarked;
