/** Questions to name servers and signed updates of zones. The only package that knows dnsjava. */
@NullMarked
package dev.quaygate.acme.dns;

import org.jspecify.annotations.NullMarked;
