/** How control over a name is proved to an authority (RFC 8555 §8, RFC 8737, RFC 8738). */
@NullMarked
package dev.quaygate.acme.challenge;

import org.jspecify.annotations.NullMarked;
