/** What every HTTP version shares: what is refused and why, forwarded headers. */
@NullMarked
package dev.quaygate.proxy.http;

import org.jspecify.annotations.NullMarked;
