/** HTTP/2 from clients: own framing over Netty's HPACK decoder. */
@NullMarked
package dev.quaygate.proxy.http.h2;

import org.jspecify.annotations.NullMarked;
