/** The wire format of HTTP/2 that both roles share: frames, header blocks, windows. */
@NullMarked
package dev.quaygate.proxy.codec.h2;

import org.jspecify.annotations.NullMarked;
