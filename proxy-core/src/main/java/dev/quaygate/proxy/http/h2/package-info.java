/** HTTP/2 from clients: connections and streams over {@code codec.h2}. */
@NullMarked
package dev.quaygate.proxy.http.h2;

import org.jspecify.annotations.NullMarked;
