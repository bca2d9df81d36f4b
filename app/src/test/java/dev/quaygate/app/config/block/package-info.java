@NullMarked
package dev.quaygate.app.config.block;

import org.jspecify.annotations.NullMarked;
