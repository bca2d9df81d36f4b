@NullMarked
package dev.quaygate.app.config.source;

import org.jspecify.annotations.NullMarked;
