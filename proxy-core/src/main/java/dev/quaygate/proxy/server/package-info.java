/** Starts, reconciles, drains and stops the data plane. */
@NullMarked
package dev.quaygate.proxy.server;

import org.jspecify.annotations.NullMarked;
