@NullMarked
package dev.quaygate.acme.jdk;

import org.jspecify.annotations.NullMarked;
