@NullMarked
package dev.quaygate.acme.server;

import org.jspecify.annotations.NullMarked;
