/** Which route answers: the immutable routing table and its explanation. */
@NullMarked
package dev.quaygate.proxy.route;

import org.jspecify.annotations.NullMarked;
