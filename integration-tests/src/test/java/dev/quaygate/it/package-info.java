/**
 * Black-box tests of the running program: one class per group of feature IDs, real sockets only.
 */
@NullMarked
package dev.quaygate.it;

import org.jspecify.annotations.NullMarked;
