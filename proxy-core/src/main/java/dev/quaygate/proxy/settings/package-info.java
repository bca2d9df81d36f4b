/** Immutable, validated settings of the data plane. A value that exists is valid. */
@NullMarked
package dev.quaygate.proxy.settings;

import org.jspecify.annotations.NullMarked;
