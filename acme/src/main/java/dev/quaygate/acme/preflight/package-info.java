/** What would stop an order, told from what can be seen here: facts are collected, then judged. */
@NullMarked
package dev.quaygate.acme.preflight;

import org.jspecify.annotations.NullMarked;
