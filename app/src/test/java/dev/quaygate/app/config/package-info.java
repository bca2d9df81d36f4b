@NullMarked
package dev.quaygate.app.config;

import org.jspecify.annotations.NullMarked;
