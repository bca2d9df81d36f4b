/** The DNS providers that come with Quaygate. */
@NullMarked
package dev.quaygate.acme.challenge.provider;

import org.jspecify.annotations.NullMarked;
