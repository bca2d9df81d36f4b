/** The keys of the configuration, one class per block. */
@NullMarked
package dev.quaygate.app.config.block;

import org.jspecify.annotations.NullMarked;
