/** Pools, endpoints, health, balancing and the connections to them. */
@NullMarked
package dev.quaygate.proxy.upstream;

import org.jspecify.annotations.NullMarked;
