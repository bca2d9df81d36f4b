/** Settings of everything beside the data plane. Immutable; a value that exists is valid. */
@NullMarked
package dev.quaygate.app.config.settings;

import org.jspecify.annotations.NullMarked;
