/** From YAML files to settings: every problem at once, each with its place and its fix. */
@NullMarked
package dev.quaygate.app.config;

import org.jspecify.annotations.NullMarked;
