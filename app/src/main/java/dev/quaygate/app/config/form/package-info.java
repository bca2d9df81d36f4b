/** What a value may look like: one description that reads, completes, and documents itself. */
@NullMarked
package dev.quaygate.app.config.form;

import org.jspecify.annotations.NullMarked;
