/**
 * Tables of legal and hostile requests, the strict judge of what reached the upstream, and the
 * runners.
 */
@NullMarked
package dev.quaygate.it.corpus;

import org.jspecify.annotations.NullMarked;
