/** The documentation against the repository: what it names exists. */
@NullMarked
package dev.quaygate.it.docs;

import org.jspecify.annotations.NullMarked;
