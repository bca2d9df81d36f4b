/**
 * What survives a crash: certificates in versioned generations, pending orders, back-off, events.
 */
@NullMarked
package dev.quaygate.acme.store;

import org.jspecify.annotations.NullMarked;
