/** Placeholder. */
@org.jspecify.annotations.NullMarked
package dev.quaygate.proxy;
