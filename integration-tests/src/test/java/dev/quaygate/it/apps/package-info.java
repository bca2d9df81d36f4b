/** Applications that the program starts and supervises itself, judged from outside. */
@NullMarked
package dev.quaygate.it.apps;

import org.jspecify.annotations.NullMarked;
