/** Configuration text: files, nodes with their places, problems and how they are printed. */
@NullMarked
package dev.quaygate.app.config.source;

import org.jspecify.annotations.NullMarked;
