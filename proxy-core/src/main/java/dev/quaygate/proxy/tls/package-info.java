/** Certificates by name, handshake routing, ticket keys. */
@NullMarked
package dev.quaygate.proxy.tls;

import org.jspecify.annotations.NullMarked;
