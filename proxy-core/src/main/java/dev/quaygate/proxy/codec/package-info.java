/**
 * HTTP heads and bodies as bytes with offsets: parse, judge-ready shape, write. No channels, no
 * I/O.
 */
@NullMarked
package dev.quaygate.proxy.codec;

import org.jspecify.annotations.NullMarked;
