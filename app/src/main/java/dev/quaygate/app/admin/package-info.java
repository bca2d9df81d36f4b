/**
 * The admin endpoint: a small strict HTTP/1.1 server of its own, so that whatever happens to it
 * leaves the data plane alone.
 */
@NullMarked
package dev.quaygate.app.admin;

import org.jspecify.annotations.NullMarked;
