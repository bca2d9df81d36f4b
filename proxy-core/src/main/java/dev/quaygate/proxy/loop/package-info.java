/** State that belongs to one event loop: scratch buffers, timers, flush batch, counters. */
@NullMarked
package dev.quaygate.proxy.loop;

import org.jspecify.annotations.NullMarked;
