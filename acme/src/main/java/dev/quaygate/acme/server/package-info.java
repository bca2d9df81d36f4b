/** The server side of ACME (RFC 8555) for the internal authority; knows no HTTP server. */
@NullMarked
package dev.quaygate.acme.server;

import org.jspecify.annotations.NullMarked;
