/** HTTP/1.1 from clients. */
@NullMarked
package dev.quaygate.proxy.http.h1;

import org.jspecify.annotations.NullMarked;
