/** Sockets that accept, the connection pipeline and connection limits. */
@NullMarked
package dev.quaygate.proxy.listener;

import org.jspecify.annotations.NullMarked;
