/** What users may say about an application; immutable, checked when made. */
@NullMarked
package dev.quaygate.workers.settings;

import org.jspecify.annotations.NullMarked;
