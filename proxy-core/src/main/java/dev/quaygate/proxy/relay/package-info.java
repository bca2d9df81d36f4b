/** One exchange: request and response directions, retry, own answers. */
@NullMarked
package dev.quaygate.proxy.relay;

import org.jspecify.annotations.NullMarked;
